// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct EncodingTests {
    /// The vectors of RFC 4648 10, and two that need the alphabet of URLs.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("~~~?", "fn5-Pw"), ("???", "Pz8_"),
    ])
    func `base64 for URLs is written without padding and read with or without`(_ text: String, _ encoded: String) {
        #expect(Base64URL.encoded(text.utf8) == encoded)
        #expect(Base64URL.decoded(encoded) == Array(text.utf8))
        let padded = encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        #expect(Base64URL.decoded(padded.replacing("-", with: "+").replacing("_", with: "/")) == Array(text.utf8))
    }

    @Test(arguments: ["a", "Zg Zg", "Zm9v!", "Zm\u{E9}v"])
    func `what is no base64 is none`(_ text: String) {
        #expect(Base64URL.decoded(text) == nil)
    }

    @Test func `a form's fields survive what they hold`() {
        let body = PercentEncoding.form([("a", "1 & 2 = 3?"), ("b", "ü\r\n+%"), ("c", "")])
        #expect(String(decoding: body, as: UTF8.self) == "a=1%20%26%202%20%3D%203%3F&b=%C3%BC%0D%0A%2B%25&c=")
        #expect(PercentEncoding.form([]).isEmpty)
    }

    @Test func `unreserved characters alone stand as they are`() {
        let all = String(String.UnicodeScalarView((0x20..<0x7F).compactMap { Unicode.Scalar($0 as UInt32) }))
        let kept = PercentEncoding.encoded(all).replacing(/%[0-9A-F]{2}/, with: "")
        #expect(kept == "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~")
        #expect(PercentEncoding.encoded("\u{1}") == "%01")
    }
}
