// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Crypto
import Testing
import WebPush

@Suite struct ContentCodingTests {
    private func bytes(_ text: String) throws -> [UInt8] { try #require(Base64URL.decoded(text)) }

    @Test func `the example of RFC 8188 3_1 is written to the octet`() throws {
        let coding = ContentCoding(
            key: SymmetricKey(data: try bytes("yqdlZ-tYemfogSmv7Ws5PQ")),
            salt: try bytes("I1BsxtFttlv3u_Oo94xnmw")
        )
        let body = try coding.sealed(Array("I am the walrus".utf8))
        #expect(Base64URL.encoded(body) == "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg")
    }

    @Test func `the example of RFC 8188 3_2 with two records and padding is written to the octet`() throws {
        let coding = ContentCoding(
            key: SymmetricKey(data: try bytes("BO3ZVPxUlnLORbVGMpbT1Q")),
            salt: try bytes("uNCkWiNYzKTnBN9ji3-qWA"),
            recordSize: 25,
            keyID: Array("a1".utf8)
        )
        let body = try coding.sealed(Array("I am the walrus".utf8), padding: 1)
        #expect(
            Base64URL.encoded(body)
                == "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA"
        )
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `what is sealed in records of any size can be read again`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let key = SymmetricKey(data: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = String(repeating: "wörter ", count: Int.random(in: 0...60, using: &random))
        let coding = ContentCoding(key: key, salt: salt, recordSize: Int.random(in: 18...90, using: &random))
        let body = try coding.sealed(Array(text.utf8), padding: Int.random(in: 0...30, using: &random))
        #expect(try Browser.records(in: body, key: key) == text)
    }
}
