// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import HubCore
import SQLiteStorage
import Testing

/// Browsers that subscribe themselves: what they hand over holds keys, which only their own reader may replace.
struct ProgramSubscriptionTests {
    private static let key: [UInt8] = Array(repeating: 7, count: 32)
    private let scene: HubScene
    private let offer: SubscriptionOffer
    private let secrets = DerivedSecretStore(StubSecretStore(), key: key)

    init() async throws {
        var offer = SubscriptionOffer.sample
        offer.channels.append(.sample("browsers"))
        self.offer = offer
        scene = try await HubScene(offer: offer)
    }

    /// Gives back the token that confirms.
    private func ask(_ subscription: String) async throws -> String {
        let body = #"{"channel": "browsers", "to": "\#(subscription)"}"#
        try await scene.hub.subscribe(SubscriptionRequest(json(body), offer: offer), from: nil)
        return try await scene.lastToken()
    }

    private func keys(of address: String) async throws -> String? {
        guard let reference = try await scene.destination(address, on: "browsers")?.secret else { return nil }
        return try secrets.secret(reference).reveal()
    }

    @Test func `the question is asked with the keys that were brought, and so is everything after it`() async throws {
        let token = try await ask("push.example/1 canary-keys")
        #expect(try await scene.questions().count == 1)
        #expect(try await keys(of: "push.example/1") == "canary-keys")
        let confirmed = try #require(try await scene.hub.confirmSubscription(token))
        #expect(confirmed.secret == nil, "what a browser brought is shown to nobody")
        #expect(try await scene.memberships("push.example/1", on: "browsers").map(\.audience) == [.sample("public")])
        #expect(try await keys(of: "push.example/1") == "canary-keys")
    }

    @Test func `keys stand in the database sealed, with the hub's own key alone to open them`() async throws {
        _ = try await ask("push.example/1 canary-keys")
        let reference = try #require(try await scene.destination("push.example/1", on: "browsers")?.secret)
        #expect(reference.text.hasPrefix("hub:sealed-") && !reference.text.contains("canary"))
        for file in [scene.database, scene.database + "-wal"] {
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.firstRange(of: Data("canary-keys".utf8)) == nil)
        }
        let other = DerivedSecretStore(StubSecretStore(), key: Array(repeating: 8, count: 32))
        let fault = #expect(throws: Fault.self) { try other.secret(reference) }
        #expect(fault?.code == .secretMissing)
        let forged = try #require(SecretReference("hub:sealed-" + Base64URL.encoded(Array("canary-keys".utf8))))
        #expect(throws: Fault.self) { try secrets.secret(forged) }
    }

    @Test func `before anybody has confirmed, whoever asks last is asked; after that the keys stay`() async throws {
        _ = try await ask("push.example/1 of-a-stranger")
        let token = try await ask("push.example/1 of-the-reader")
        #expect(try await keys(of: "push.example/1") == "of-the-reader")
        _ = try await scene.hub.confirmSubscription(token)
        _ = try await ask("push.example/1 of-a-stranger")
        #expect(try await keys(of: "push.example/1") == "of-the-reader")
    }

    @Test(arguments: ["keyless", "nowhere keys"])
    func `what is no subscription is said, with its place`(subscription: String) async throws {
        let fault = await #expect(throws: Fault.self) { _ = try await ask(subscription) }
        #expect(fault?.code == .addressInvalid && fault?.context["where"] == "/to")
    }

    @Test func `browsers of one push service do not share one allowance`() async throws {
        for number in 0..<40 { _ = try await ask("\(number)@push.example keys") }
        #expect(try await scene.questions().count == 40)
    }

    @Test func `the reader's own record keeps quiet about the keys`() async throws {
        let token = try await ask("push.example/1 canary-keys")
        let confirmed = try #require(try await scene.hub.confirmSubscription(token))
        let choosing = String(try #require(confirmed.preferencesURL).split(separator: "/").last ?? "")
        let record = try #require(try await scene.hub.readerRecord(choosing))
        #expect(!String(decoding: record.body, as: UTF8.self).contains("hub:sealed"))
    }
}
