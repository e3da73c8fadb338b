// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import GRDB
import HubCore
import Outbox
import Testing

/// The books: an incident told to four buyers and a message to one reader.
struct ReconcileTests {
    private let scene: HubScene
    private let incident: IncidentReference.ID

    init() async throws {
        scene = try await HubScene()
        let declared = try await scene.declare(
            #"{"title": "One", "severity": "sev1", "components": ["checkout"], "body": "b"}"#
        )
        incident = try #require(declared.text("id").flatMap { Identifier($0) })
        try await scene.attempt { claim in
            switch claim.destination.address {
            case "ada@example.com": (.failed(HubScene.refused), .dead)
            case "checkout": (.unknown(Fault(.outcomeUnknown, "Nobody can tell.")), .held)
            default: (.delivered(Receipt()), .delivered)
            }
        }
        _ = try await scene.send(
            #"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "eve@example.com"}]}"#
        )
    }

    private func reconcile(_ filter: DeliveryFilter = DeliveryFilter()) async throws -> Document {
        try await scene.hub.reconcile(filter, for: HubScene.ada).document
    }

    @Test func `each delivery is counted once, by channel and altogether`() async throws {
        let answer = try await reconcile()
        #expect(answer.items("channels").compactMap { $0.text("channel") } == ["banner", "hooks", "mail"])
        let mail = try #require(answer.at("channels/2"))
        #expect(mail.integer("intended") == 3)
        #expect(mail.integer("accepted") == 1)
        #expect(mail.integer("failed") == 1)
        #expect(mail.integer("waiting") == 1)
        #expect(mail.integer("attempts") == 2)
        #expect(mail.integer("unreached") == 2)
        #expect(answer.integer("channels/0/held") == 1)
        #expect(answer.integer("channels/0/unknown") == 1)
        #expect(answer.integer("total/intended") == 5)
        #expect(answer.integer("total/unreached") == 3)
        #expect(answer.at("balance")?.content == .null)
        let parts = ["accepted", "failed", "waiting", "held", "superseded", "rerouted", "cancelled"]
        for account in answer.items("channels") + [answer["total"]].compactMap(\.self) {
            #expect(parts.compactMap { account.integer($0) }.reduce(0, +) == account.integer("intended"))
        }
    }

    @Test func `one incident's count is compared with its running totals`() async throws {
        let answer = try await reconcile(DeliveryFilter(incident: incident))
        #expect(answer.integer("total/intended") == 4)
        #expect(answer.at("balance/balanced")?.content == .boolean(true))
        #expect(answer.at("balance/differences")?.content == .list([]))
        #expect(answer.text("filter/incident") == incident.text)
    }

    @Test func `totals that differ are named`() async throws {
        try await DatabaseQueue(path: scene.database)
            .write { try $0.execute(sql: "UPDATE tally SET count = count + 1 WHERE count = 2") }
        let answer = try await reconcile(DeliveryFilter(incident: incident))
        #expect(answer.at("balance/balanced")?.content == .boolean(false))
        #expect(answer.items("balance/differences").count == 1)
        #expect(answer.text("balance/differences/0/state") == "delivered")
        #expect(answer.integer("balance/differences/0/counted") == 2)
        #expect(answer.integer("balance/differences/0/recorded") == 3)
    }

    @Test func `where the filter says more, there are no totals to compare with`() async throws {
        for filter in [
            DeliveryFilter(incident: incident, channel: .sample("mail")),
            DeliveryFilter(incident: incident, since: .distantPast), DeliveryFilter(channel: .sample("mail")),
        ] {
            #expect(try await reconcile(filter).at("balance")?.content == .null)
        }
    }

    @Test func `attempts are counted hour by hour`() async throws {
        let answer = try await scene.hub.statistics(since: nil, channel: nil, for: HubScene.ada).document
        let mail = answer.items("items").filter { $0.text("channel") == "mail" }
        #expect(mail.compactMap { $0.text("outcome") }.sorted() == ["DLV-550", "delivered"])
        #expect(mail.allSatisfy { $0.text("hour") == "2026-11-21T14:00:00.000Z" })
        let hooks = try await scene.hub.statistics(since: nil, channel: .sample("hooks"), for: HubScene.ada).document
        #expect(hooks.items("items").count == 1)
        let later = scene.clock.now + .seconds(3_600)
        let none = try await scene.hub.statistics(since: later, channel: nil, for: HubScene.ada).document
        #expect(none.items("items").isEmpty)
    }
}
