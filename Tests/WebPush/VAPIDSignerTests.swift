// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Crypto
import FoundationEssentials
import Testing
import WebPush

@Suite struct VAPIDSignerTests {
    private struct Header: Decodable {
        var typ: String
        var alg: String
    }

    private struct Claims: Decodable {
        var aud: String
        var exp: Int64
        var sub: String
    }

    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private func signer(_ key: String = WebPushFixture.vapidKey) throws -> VAPIDSigner {
        try VAPIDSigner(key: Secret(key), subject: "mailto:status@market.example")
    }

    /// Checks the token as a push service does, with the key that comes beside it.
    private func claims(in authorization: String) throws -> Claims {
        // Some readers take no blank behind the comma.
        try #require(authorization.hasPrefix("vapid t="))
        let parts = authorization.dropFirst("vapid t=".count).split(separator: ",k=")
        try #require(parts.count == 2)
        let token = parts[0]
        let key = parts[1]
        let pieces = token.split(separator: ".")
        try #require(pieces.count == 3)
        let point = try #require(Base64URL.decoded(key))
        #expect(point.count == 65)
        let publicKey = try P256.Signing.PublicKey(x963Representation: point)
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: try #require(Base64URL.decoded(pieces[2]))
        )
        #expect(publicKey.isValidSignature(signature, for: Data("\(pieces[0]).\(pieces[1])".utf8)))
        let header = try JSONDecoder().decode(Header.self, from: Data(try #require(Base64URL.decoded(pieces[0]))))
        #expect(header.typ == "JWT")
        #expect(header.alg == "ES256")
        return try JSONDecoder().decode(Claims.self, from: Data(try #require(Base64URL.decoded(pieces[1]))))
    }

    @Test func `a token names the push service, the sender and an end within a day`() throws {
        let claims = try claims(in: try signer().authorization(for: "https://push.example.net", at: now))
        #expect(claims.aud == "https://push.example.net")
        #expect(claims.sub == "mailto:status@market.example")
        #expect(claims.exp > now.unixSeconds)
        #expect(claims.exp <= now.unixSeconds + 86_400)
    }

    @Test func `a token is used again for half of its life, and each push service has its own`() throws {
        let signer = try signer()
        let first = try signer.authorization(for: "https://push.example.net", at: now)
        #expect(try signer.authorization(for: "https://push.example.net", at: now + .seconds(5 * 3_600)) == first)
        #expect(try signer.authorization(for: "https://other.example.net", at: now) != first)
        let later = try signer.authorization(for: "https://push.example.net", at: now + .seconds(6 * 3_600))
        #expect(later != first)
        #expect(try claims(in: later).exp == (now + .seconds(18 * 3_600)).unixSeconds)
    }

    @Test func `a clock that was set back gets a token that ends in time`() throws {
        let signer = try signer()
        _ = try signer.authorization(for: "https://push.example.net", at: now)
        let back = now - .seconds(40 * 3_600)
        let claims = try claims(in: try signer.authorization(for: "https://push.example.net", at: back))
        #expect(claims.exp <= back.unixSeconds + 86_400)
    }

    @Test func `a key may be written as PEM`() throws {
        let bytes = try #require(Base64URL.decoded(WebPushFixture.vapidKey))
        let pem = try P256.Signing.PrivateKey(rawRepresentation: bytes).pemRepresentation
        let claims = try claims(in: try signer(pem).authorization(for: "https://push.example.net", at: now))
        #expect(claims.aud == "https://push.example.net")
    }

    @Test(arguments: ["", "canary", "AAAA", "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"])
    func `what is no key is refused without repeating it`(_ key: String) {
        let fault = #expect(throws: Fault.self) { try signer(key) }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == "vapid_key")
        #expect(fault?.message.contains("canary") == false)
    }
}
