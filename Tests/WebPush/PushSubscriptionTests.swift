// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Crypto
import Testing
import WebPush

@Suite struct PushSubscriptionTests {
    private static let p256dh = WebPushFixture.p256dh
    private static let auth = WebPushFixture.auth

    @Test(arguments: [
        "\(p256dh):\(auth)", " \(p256dh):\(auth)==\n", #"{"p256dh":"\#(p256dh)","auth":"\#(auth)"}"#,
        #"{"endpoint":"https://push.example.net/1","expirationTime":null,"keys":{"p256dh":"\#(p256dh)=","auth":"\#(auth)"}}"#,
        "\(p256dh.replacing("-", with: "+").replacing("_", with: "/")):\(auth)",
    ])
    func `keys are read in every form in which people keep them`(_ text: String) throws {
        let subscription = try PushSubscription(text)
        #expect(Base64URL.encoded(subscription.publicKey.x963Representation) == Self.p256dh)
        #expect(Base64URL.encoded(subscription.auth) == Self.auth)
        #expect(!"\(subscription)".contains(Self.auth))
    }

    @Test(arguments: [
        "", ":", "canary", "\(p256dh)", "\(p256dh):", ":\(auth)", "\(auth):\(p256dh)", "\(p256dh):\(auth):x", "{}",
        #"{"keys":{}}"#, "\(p256dh):canarycanary", "\(p256dh.dropLast(2))zz:\(auth)", "B\(p256dh):\(auth)",
        "{\"p256dh\":\"\(p256dh)\"}",
    ])
    func `anything else is refused without repeating it`(_ text: String) {
        let refusal = #expect(throws: PushSubscription.Refusal.self) { try PushSubscription(text) }
        #expect(refusal?.reason.contains("canary") == false)
    }
}
