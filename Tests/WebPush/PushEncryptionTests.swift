// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Crypto
import Testing
import WebPush

@Suite struct PushEncryptionTests {
    private func subscription() throws -> PushSubscription {
        try PushSubscription("\(WebPushFixture.p256dh):\(WebPushFixture.auth)")
    }

    @Test func `the example of RFC 8291 Appendix A is written to the octet`() throws {
        let ephemeral = try #require(Base64URL.decoded(WebPushFixture.vapidKey))
        let salt = try #require(Base64URL.decoded(WebPushFixture.salt))
        let body = try PushEncryption.sealed(
            Array("When I grow up, I want to be a watermelon".utf8),
            for: try subscription(),
            seed: PushEncryption.Seed(
                ephemeral: try P256.KeyAgreement.PrivateKey(rawRepresentation: ephemeral),
                salt: salt
            )
        )
        #expect(
            Base64URL.encoded(body)
                == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
                + "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        )
    }

    @Test func `the longest text fills a body that every push service takes`() throws {
        let text = [UInt8](repeating: 0x61, count: PushEncryption.longestText)
        let body = try PushEncryption.sealed(text, for: try subscription(), seed: .random())
        #expect(body.count == PushEncryption.longestBody)
        #expect(try Browser.decrypted(body).utf8.count == text.count)
    }

    @Test func `no two seeds are alike`() {
        let seeds = (0..<50).map { _ in PushEncryption.Seed.random() }
        #expect(Set(seeds.map(\.salt)).count == 50)
        #expect(Set(seeds.map { Base64URL.encoded($0.ephemeral.rawRepresentation) }).count == 50)
        #expect(seeds.allSatisfy { $0.salt.count == 16 })
    }
}
