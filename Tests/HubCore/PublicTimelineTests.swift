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

    @Test(arguments: ["internal", "executives", "partners"])
    func `what is meant for the house or its partners alone is nowhere in public`(closed: String) async throws {
        try await scene.storage.write { transaction throws(Fault) in
            guard let name = AudienceName(closed) else { return }
            try transaction.upsert([], in: name, generation: 1)
            try transaction.finishRefresh(of: name, generation: 1, digest: "d")
        }
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": ["\#(closed)"], "body": "secret"}"#
        )
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        #expect(try await scene.hub.publicTimeline(of: id) == nil)
        _ = try await scene.publish(
            #"{"phase": "identified", "body": "open", "audiences": ["\#(closed)", "buyers"]}"#,
            on: id.text
        )
        let timeline = try #require(try await scene.hub.publicTimeline(of: id))
        #expect(timeline.updates.map { $0.messages.first?[.whatHappened] } == ["open"])
    }

    @Test func `a draft is not public, nor is what was told to nobody`() async throws {
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev5", "audiences": ["buyers"]}"#)
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        _ = try await scene.publish(#"{"phase": "resolved", "body": "draft", "notify": false}"#, on: id.text)
        _ = try await scene.publish(#"{"phase": "resolved", "body": "unsaid", "audiences": []}"#, on: id.text)
        #expect(try await scene.hub.publicTimeline(of: id) == nil)
        _ = try await scene.publish(#"{"phase": "postmortem", "body": "said"}"#, on: id.text)
        let timeline = try #require(try await scene.hub.publicTimeline(of: id))
        #expect(timeline.updates.map { $0.messages.first?[.whatHappened] } == ["said"])
        let shown = try await scene.show(id.text)
        #expect(
            (0...2).map { shown.at("updates/\($0)/told")?.content } == [
                .boolean(false), .boolean(true), .boolean(true),
            ]
        )
    }

    @Test func `an incident of which nothing was published has no public timeline`() async throws {
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev5"}"#)
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        #expect(try await scene.hub.publicTimeline(of: id) == nil)
    }
}
