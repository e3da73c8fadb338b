// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents
import SQLiteStorage
import Testing

struct PublicTimelineTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    @Test func `the public timeline holds the updates for readers, in their order`() async throws {
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": ["buyers"], "body": "one"}"#
        )
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        _ = try await scene.publish(#"{"phase": "identified", "body": "two"}"#, on: id.text)
        let timeline = try #require(try await scene.hub.publicTimeline(of: id))
        #expect(timeline.updates.map { $0.messages.first?[.whatHappened] } == ["one", "two"])
    }

    @Test func `what is meant for the house alone is nowhere in public`() async throws {
        try await scene.storage.write { transaction throws(Fault) in
            guard let name = AudienceName("internal") else { return }
            try transaction.upsert([], in: name, generation: 1)
            try transaction.finishRefresh(of: name, generation: 1, digest: "d")
        }
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": ["internal"], "body": "secret"}"#
        )
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        #expect(try await scene.hub.publicTimeline(of: id) == nil)
        _ = try await scene.publish(
            #"{"phase": "identified", "body": "open", "audiences": ["internal", "buyers"]}"#,
            on: id.text
        )
        let timeline = try #require(try await scene.hub.publicTimeline(of: id))
        #expect(timeline.updates.map { $0.messages.first?[.whatHappened] } == ["open"])
    }

    @Test func `an incident of which nothing was published has no public timeline`() async throws {
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev5"}"#)
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        #expect(try await scene.hub.publicTimeline(of: id) == nil)
    }
}
