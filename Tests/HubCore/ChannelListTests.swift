// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import Testing

/// The channels and how each is doing.
struct ChannelListTests {
    private let scene: HubScene
    private let mail = ChannelName.sample("mail")

    init() async throws { scene = try await HubScene() }

    private func channel(_ name: String) async throws -> Document {
        let answer = try await scene.hub.channels(for: HubScene.ada).document
        return try #require(answer.items("items").first { $0.text("name") == name })
    }

    @Test func `a channel in order says so, with its limits and where it falls back to`() async throws {
        let mail = try await channel("mail")
        #expect(mail.text("state") == "working")
        #expect(mail.at("fault")?.content == .null)
        #expect(mail.at("lanes")?.content == .list([]))
        #expect(mail.text("fallback/0") == "mail-backup")
        #expect(mail.at("failover/after_s")?.content == .integer(120))
        #expect(mail.at("failover/critical_after_s")?.content == .integer(30))
        #expect(mail.integer("failover/failures") == 3)
        #expect(mail.integer("held_destinations") == 0)
        #expect(mail.at("operators_not_told")?.content == .null)
        #expect(try await scene.hub.channels(for: HubScene.ada).document.items("items").count == 5)
    }

    @Test func `what the engine says of a channel is shown`() async throws {
        let now = scene.clock.now
        scene.engine.set([
            ChannelStatus(
                channel: mail,
                state: .quarantined,
                since: now - .seconds(60),
                fault: Fault(.authenticationRejected, "The relay refuses the credentials."),
                nextTrial: now + .seconds(30),
                lanes: [
                    ChannelStatus.LaneState(
                        host: "relay",
                        breaker: .halfOpen,
                        openUntil: now,
                        inFlight: 1,
                        window: 5,
                        nextDue: nil
                    )
                ]
            )
        ])
        let mail = try await channel("mail")
        #expect(mail.text("state") == "quarantined")
        #expect(mail.text("since") == (now - .seconds(60)).description)
        #expect(mail.text("next_trial_at") == (now + .seconds(30)).description)
        #expect(mail.text("fault/code") == "DLV-401")
        #expect(mail.text("fault/suggested_action")?.isEmpty == false)
        #expect(mail.text("lanes/0/host") == "relay")
        #expect(mail.text("lanes/0/breaker") == "half_open")
        #expect(mail.integer("lanes/0/concurrency") == 5)
        #expect(try await channel("hooks").text("state") == "working")
    }

    @Test func `a hold is as old as people made it, whenever the engine was started`() async throws {
        let now = scene.clock.now
        var fault = Fault(.channelHeld, "Held by ada.")
        fault.at = now - .seconds(7_200)
        scene.engine.set([ChannelStatus(channel: mail, state: .held, since: now, fault: fault)])
        #expect(try await channel("mail").text("since") == (now - .seconds(7_200)).description)
    }

    @Test func `the attempts of the last hour are counted by how they ended`() async throws {
        _ = try await scene.declare(
            #"{"title": "One", "severity": "sev1", "components": ["checkout"], "body": "b"}"#
        )
        try await scene.attempt { claim in
            claim.destination.address == "ada@example.com"
                ? (.failed(HubScene.refused), .dead) : (.delivered(Receipt()), .delivered)
        }
        let mail = try await channel("mail")
        #expect(mail.integer("activity/delivered") == 1)
        #expect(mail.integer("activity/failed") == 1)
        #expect(mail.integer("activity/unknown") == 0)
        #expect(mail.integer("activity/faults/DLV-550") == 1)
        #expect(mail.text("activity/since") == "2026-11-21T13:00:00.000Z")
        scene.clock.advance(by: .seconds(3 * 3_600))
        #expect(try await channel("mail").integer("activity/delivered") == 0)
    }

    @Test func `held destinations are counted`() async throws {
        _ = try await scene.hub.hold(mail, HoldChannel(json(#"{"destination": "bo@example.com"}"#)), by: HubScene.ada)
        #expect(try await channel("mail").integer("held_destinations") == 1)
        #expect(try await channel("hooks").integer("held_destinations") == 0)
    }
}
