// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What a reader chooses by the signed link.
struct PreferencesTests {
    private let scene: HubScene
    private let ada: String

    init() async throws {
        scene = try await HubScene(offer: .sample)
        let reader = Destination(channel: .sample("mail"), address: "ada@example.com")
        ada = try #require(HubScene.links.preferencesURL(for: reader)?.split(separator: "/").last.map { String($0) })
    }

    private func choose(
        _ choices: [String: Interest],
        others: Bool = true,
        locale: String? = nil
    ) async throws {
        let named = Dictionary(uniqueKeysWithValues: choices.map { (AudienceName.sample($0.key), $0.value) })
        let choice = PreferenceChoice(choices: named, keepsOthers: others, locale: locale.flatMap { LocaleTag($0) })
        #expect(try await scene.hub.choose(choice, by: ada))
    }

    private func heard() async throws -> Set<String> {
        Set(try await scene.memberships("ada@example.com").filter { !$0.interest.isNothing }.map(\.audience.text))
    }

    @Test func `the page shows what is offered and heard, the address masked, and that there is more`() async throws {
        let preferences = try #require(try await scene.hub.preferences(ada))
        #expect(preferences.maskedAddress == "a•••@example.com")
        #expect(preferences.choices == [.sample("buyers"): .everything])
        #expect(preferences.hasOthers, "sellers are not offered")
        #expect(preferences.locale == .english && preferences.suppression == nil && !preferences.isBarred)
    }

    @Test(arguments: [
        ("mail", "a@b.example", "a•••@b.example"), ("hooks", "https://partner.example/hook?k=1", "partner.example/•••"),
        ("hooks", #"{"endpoint": "https://push.example/x@y"}"#, "push.example/•••"), ("mail", "@x", "•••"),
        ("hooks", "https://u:p@partner.example/x", "•••"), ("mail", "nonsense", "•••"),
    ])
    func `an address is shown so that its reader alone knows it`(
        channel: String,
        address: String,
        masked: String
    ) async throws {
        let reader = Destination(channel: .sample(channel), address: address)
        let token = try #require(HubScene.links.preferencesURL(for: reader)?.split(separator: "/").last)
        #expect(try await scene.hub.preferences(String(token))?.maskedAddress == masked)
    }

    @Test func `what is chosen is kept, and what is not chosen is left`() async throws {
        try await choose(["public": Interest(components: [.sample("search")])], others: true, locale: "ar")
        #expect(try await heard() == ["public", "sellers"])
        #expect(try await scene.destination("ada@example.com")?.locale?.text == "ar")
        try await choose(["buyers": Interest(severity: .sev2)], others: false)
        #expect(try await heard() == ["buyers"])
        let buyers = try #require(
            try await scene.memberships("ada@example.com").first { $0.audience == .sample("buyers") }
        )
        #expect(buyers.interest.severity == .sev2 && buyers.isChosen)
        // The configuration does not bring back what its reader has left.
        _ = try await AudienceRefresh(storage: scene.storage, channels: scene.channels)
            .run(
                [
                    AudienceDeclaration(
                        name: .sample("sellers"),
                        destinations: [
                            Destination(channel: .sample("mail"), address: "ada@example.com"),
                            Destination(channel: .sample("mail"), address: "di@example.com"),
                        ]
                    )
                ],
                now: scene.clock.now
            )
        #expect(try await heard() == ["buyers"])
    }

    @Test func `who has left everything comes back for what is chosen alone`() async throws {
        #expect(try await scene.hub.leave(by: ada))
        #expect(try await scene.hub.preferences(ada)?.choices.isEmpty == true)
        #expect(try await scene.hub.preferences(ada)?.suppression == .unsubscribed)
        // Nothing chosen, nothing changed.
        try await choose([:])
        #expect(try await scene.suppression("ada@example.com") == .unsubscribed)
        try await choose(["public": .everything])
        #expect(try await scene.suppression("ada@example.com") == nil)
        #expect(try await heard() == ["public"])
    }

    @Test func `an address that bounced keeps its other choices when one is saved`() async throws {
        try await scene.suppress("ada@example.com", .bounced)
        try await choose(["public": .everything])
        #expect(try await scene.suppression("ada@example.com") == nil)
        #expect(try await heard() == ["public", "sellers"])
    }

    @Test func `who stands in what is offered alone is told of nothing else`() async throws {
        let bo = Destination(channel: .sample("mail"), address: "bo@example.com")
        let token = try #require(HubScene.links.preferencesURL(for: bo)?.split(separator: "/").last)
        let preferences = try #require(try await scene.hub.preferences(String(token)))
        #expect(preferences.choices.keys.map(\.text) == ["buyers"] && !preferences.hasOthers)
    }

    @Test func `however many messages a reader was sent, the record has them all`() async throws {
        let now = scene.clock.now
        let channels = scene.channels
        try await scene.storage.write { transaction throws(Fault) in
            let ada = Destination(channel: .sample("mail"), address: "ada@example.com")
            for number in 0..<501 {
                let message = Message(
                    id: .sample("msg_\(number)"),
                    title: "T",
                    sections: [Section(.whatHappened, "b")],
                    facts: Facts(publishedAt: now)
                )
                _ = try transaction.enqueue(
                    OutboxMessage(content: MessageSet(message), priority: .update, acceptedAt: now),
                    to: Recipients(destinations: [ada]),
                    planner: channels
                )
            }
        }
        let shown = try await scene.hub.subscriber(at: "ADA@example.com", on: .sample("mail"), for: HubScene.ada)
        #expect(try shown.document.items("deliveries").count == 501)
    }

    @Test(arguments: [SuppressionReason.complained, .withheld])
    func `nobody talks round the hub's people, or an own complaint, by a link`(reason: SuppressionReason) async throws {
        try await scene.suppress("ada@example.com", reason)
        try await choose(["public": .everything])
        #expect(try await scene.suppression("ada@example.com") == reason)
        #expect(try await scene.memberships("ada@example.com").contains { $0.audience == .sample("public") } == false)
        #expect(try await scene.hub.preferences(ada)?.isBarred == true)
    }

    @Test func `what is not offered cannot be chosen`() async throws {
        try await choose(["sellers": Interest(severity: .sev1), "board": .everything], others: true)
        let memberships = try await scene.memberships("ada@example.com")
        #expect(memberships.first { $0.audience == .sample("sellers") }?.interest == .everything)
        #expect(!memberships.contains { $0.audience == .sample("board") })
    }

    @Test func `everything that is kept is given, and deleted for good`() async throws {
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#)
        let record = try #require(try await scene.hub.readerRecord(ada)).document
        #expect(record.text("destination/to") == "ada@example.com")
        #expect(record.items("choices").compactMap { $0.text("audience") } == ["buyers", "sellers"])
        #expect(record.items("deliveries").count == 1)
        #expect(try await scene.hub.eraseReader(ada))
        #expect(try await scene.destination("ada@example.com") == nil)
        #expect(try await scene.memberships("ada@example.com").isEmpty)
        let after = try #require(try await scene.hub.readerRecord(ada)).document
        #expect(after.items("deliveries").isEmpty && after.items("choices").isEmpty)
        #expect(!"\(try await scene.audit())".contains("ada@example.com"))
    }

    @Test(arguments: ["", "AAAA", "é"]) func `a token that is none of ours leads nowhere`(token: String) async throws {
        let before = try tableCounts(of: scene.database)
        #expect(try await scene.hub.preferences(token) == nil)
        #expect(try await scene.hub.readerRecord(token) == nil)
        #expect(try await scene.hub.eraseReader(token) == false)
        #expect(try await scene.hub.leave(by: token) == false)
        let choice = PreferenceChoice(choices: [:], keepsOthers: false, locale: nil)
        #expect(try await scene.hub.choose(choice, by: token) == false)
        #expect(try await scene.hub.keepFeedback(isHelpful: true, comment: nil, by: token) == false)
        #expect(try tableCounts(of: scene.database) == before)
    }
}
