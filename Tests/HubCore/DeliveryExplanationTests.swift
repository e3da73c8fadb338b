// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import Testing

/// Where a delivery stands, in words and in its chain.
struct DeliveryExplanationTests {
    private static func record(
        _ state: DeliveryState,
        attempts: Int = 0,
        fault: Fault? = nil,
        to: Delivery.ID? = nil
    ) -> DeliveryRecord {
        DeliveryRecord(
            id: Delivery.ID(1),
            message: .sample("msg_1"),
            destination: Destination(channel: .sample("mail"), address: "ada@example.com"),
            state: state,
            attempts: attempts,
            createdAt: .distantPast,
            expiresAt: .distantPast + .seconds(60),
            dueAt: state == .retrying ? .distantPast + .seconds(30) : nil,
            fault: fault,
            reroutedTo: to
        )
    }

    private static let lost = Fault(.connectionLost, "The connection broke.")

    static let cases: [(DeliveryRecord, String)] = [
        (record(.pending), "waits for its first attempt"), (record(.pending, attempts: 3), "sent anew"),
        (record(.inFlight, attempts: 2), "Attempt 2 is under way"), (record(.delivered, attempts: 1), "took it."),
        (record(.delivered, attempts: 4), "with attempt 4"),
        (
            record(.retrying, attempts: 1, fault: lost),
            "the next is due at 1970-01-01T00:00:30.000Z. The connection broke."
        ),
        (record(.held, fault: Fault(.destinationHeld, "It is gone.")), "kept and not sent. It is gone. (HLD-001)"),
        (record(.superseded), "newer update"), (record(.expired, fault: lost), "could not be made by then"),
        (record(.rerouted, attempts: 3, fault: lost, to: Delivery.ID(7)), "passed on to dlv_7"),
        (record(.dead, attempts: 1, fault: lost), "given up after one attempt. The connection broke. (DLV-003)"),
        (record(.dead, fault: lost), "after no attempt"), (record(.dead), "No reason is on record."),
        (record(.cancelled, fault: Fault(.reachedElsewhere, "Reached by mail.")), "withdrawn. Reached by mail."),
        (record(.retrying, attempts: 3, fault: lost, to: Delivery.ID(7)), "dlv_7 as well: whichever arrives first"),
    ]

    @Test(arguments: cases) func `each state is put into words`(record: DeliveryRecord, words: String) {
        let text = record.explanation()
        #expect(text.contains(words), "\(text)")
        #expect(text.last == "." || text.last == ")")
    }

    @Test func `a delivery that was passed on shows where to, and what became of it`() async throws {
        let scene = try await HubScene()
        _ = try await scene.declare(#"{"title": "T", "severity": "sev4", "audiences": ["sellers"], "body": "b"}"#)
        let (epoch, claims) = try await scene.claim()
        let claim = try #require(claims.first { $0.destination.address == "cy@example.com" })
        #expect(claim.place?.step == 0)
        var backup = claim.destination
        backup.channel = .sample("mail-backup")
        let plan = scene.channels.plan(for: backup, priority: .update, acceptedAt: scene.clock.now)
        try await scene.finish(
            in: epoch,
            [
                Finish(
                    delivery: claim.delivery,
                    attempt: 1,
                    endedAt: scene.clock.now,
                    outcome: .failed(HubScene.refused),
                    disposition: .dead,
                    reroute: Reroute(destination: backup, plan: plan, step: 1)
                )
            ]
        )
        let first = try await scene.hub.show(claim.delivery, to: HubScene.ada).document
        #expect(first.text("state") == "rerouted")
        let next = try #require(first.text("rerouted_to").flatMap { Delivery.ID($0) })
        #expect(
            first.text("explanation")?.contains("passed on to \(next) on channel mail-backup, which is pending") == true
        )
        #expect(first.items("chain").compactMap { $0.text("channel") } == ["mail", "mail-backup"])
        let second = try await scene.hub.show(next, to: HubScene.ada).document
        #expect(second.text("rerouted_from") == claim.delivery.description)
        #expect(second.items("chain").compactMap { $0.text("id") } == [claim.delivery.description, next.description])
        let listed = try await scene.deliveries(DeliveryFilter(states: [.rerouted]))
        #expect(listed.text("items/0/rerouted_to") == next.description)
        #expect(listed.text("items/0/explanation")?.contains("passed on to \(next)") == true)
    }

    @Test func `a delivery alone is its own chain`() async throws {
        let scene = try await HubScene()
        _ = try await scene.send(
            #"{"title": "T", "body": "b", "to": [{"channel": "hooks", "to": "http://a.example"}]}"#
        )
        let id = try await scene.delivery(to: "http://a.example").id
        let shown = try await scene.hub.show(id, to: HubScene.ada).document
        #expect(shown.items("chain").count == 1)
        #expect(shown.integer("generation") == 0)
        #expect(shown.at("rerouted_to")?.content == .null && shown.at("rerouted_from")?.content == .null)
    }

    @Test(
        arguments: [
            ("dead", Set<DeliveryState>([.dead])), ("dead,expired", [.dead, .expired]),
            ("unreached", DeliveryState.unreached),
            ("unreached,superseded", DeliveryState.unreached.union([.superseded])),
            ("", nil), ("dead,", nil), ("Dead", nil), ("dead, expired", nil),
        ] as [(String, Set<DeliveryState>?)]
    ) func `states are named by words`(text: String, states: Set<DeliveryState>?) {
        #expect(DeliveryState.set(named: text) == states)
    }

    @Test func `everyone who has not been reached is neither delivered, overtaken nor passed on`() {
        let reached = Set(DeliveryState.allCases).subtracting(DeliveryState.unreached)
        #expect(reached == [.delivered, .superseded, .rerouted, .cancelled])
    }

    @Test(
        arguments: [
            ("DLV-001", Set<FaultCode>([.timedOut])), ("timeout", [.timedOut]),
            ("DLV-001,DLV-550", [.timedOut, .recipientRejected]), ("", nil), ("DLV-1", nil), ("DLV-001,", nil),
        ] as [(String, Set<FaultCode>?)]
    ) func `faults are named by their code or their type`(text: String, codes: Set<FaultCode>?) {
        #expect(FaultCode.set(named: text) == codes)
    }
}
