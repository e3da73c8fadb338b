// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import SQLiteStorage
import Testing

struct MaintenanceTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    private func moment(_ hours: Int) -> Timestamp { scene.clock.now + .seconds(hours * 3_600) }

    private func facts(of id: String) async throws -> [Facts] {
        try await scene.storage.read { reader throws(Fault) in try reader.updates(of: .sample(id)) }
            .compactMap { $0.messages.first?.facts }
    }

    private func declare(_ rest: String) async throws -> Document {
        try await scene.declare(#"{"title": "Moving house", "severity": "sev4", "audiences": ["buyers"], \#(rest)}"#)
    }

    @Test func `what is planned is kept, said with every update, and may change until the work is over`() async throws {
        let (start, end) = (moment(2), moment(4))
        let declared = try await declare(
            #""body": "b", "scheduled_for": "\#(start)", "scheduled_until": "\#(end)""#
        )
        let id = try #require(declared.text("id"))
        #expect(declared.text("phase") == "scheduled")
        #expect(declared.text("scheduled_for") == "\(start)" && declared.text("scheduled_until") == "\(end)")
        #expect(declared.text("started_at") == "\(start)")
        #expect(declared.at("next_update_at")?.content == .null)
        let later = moment(6)
        _ = try await scene.publish(#"{"phase": "scheduled", "body": "b", "scheduled_until": "\#(later)"}"#, on: id)
        scene.clock.advance(by: .seconds(2 * 3_600 + 300))
        let begun = scene.clock.now
        _ = try await scene.publish(#"{"phase": "in_progress", "body": "b"}"#, on: id)
        _ = try await scene.publish(#"{"phase": "completed", "body": "b"}"#, on: id)
        let facts = try await facts(of: id)
        #expect(facts.map(\.scheduledFor) == [start, start, start, start])
        #expect(facts.map(\.scheduledUntil) == [end, later, later, later])
        #expect(facts.map(\.startedAt) == [start, start, begun, begun])
        #expect(try await scene.show(id).text("scheduled_until") == "\(later)")
    }

    @Test func `the time at which work that has not begun starts is when it is planned`() async throws {
        let start = moment(2)
        let declared = try await declare(#""body": "b", "phase": "scheduled", "started_at": "\#(start)""#)
        #expect(declared.text("scheduled_for") == "\(start)")
    }

    @Test func `planned work may be declared without a word, and is not awaited`() async throws {
        let declared = try await declare(#""scheduled_for": "\#(moment(2))""#)
        #expect(declared.at("phase")?.content == .null && declared.at("next_update_at")?.content == .null)
        #expect(declared.text("scheduled_for") == "\(moment(2))")
    }

    @Test(
        arguments: [
            (#""phase": "investigating", "scheduled_for": "{2}""#, "/scheduled_for"),
            (#""phase": "scheduled", "scheduled_for": "{-2}""#, "/scheduled_for"),
            (#""scheduled_until": "{2}""#, "/scheduled_until"),
            (#""scheduled_for": "{4}", "scheduled_until": "{2}""#, "/scheduled_until"),
            (#""scheduled_for": "tomorrow""#, "/scheduled_for"), (#""scheduled_until": 5"#, "/scheduled_until"),
        ]
    )
    func `a plan that makes no sense is refused`(plan: String, place: String) async throws {
        var plan = plan
        for hours in [-2, 2, 4] { plan = plan.replacing("{\(hours)}", with: "\(moment(hours))") }
        let fault = await #expect(throws: Fault.self) { _ = try await declare(plan) }
        #expect(fault?.code == .schemaInvalid)
        #expect(fault?.context["where"] == place)
    }

    @Test func `an incident that is no planned work says nothing of a plan`() async throws {
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev4", "audiences": ["buyers"], "body": "b"}"#
        )
        let id = try #require(declared.text("id"))
        #expect(try await facts(of: id).map(\.scheduledFor) == [nil])
        #expect(declared.at("scheduled_for")?.content == .null)
    }

    @Test func `a review is published in its own words only`() async throws {
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev1", "components": ["checkout"], "body": "b", "phase": "resolved"}"#
        )
        let id = try #require(declared.text("id"))
        #expect(declared.text("playbook") == "checkout-down")
        let fault = await #expect(throws: Fault.self) {
            _ = try await scene.publish(#"{"phase": "postmortem"}"#, on: id)
        }
        #expect(fault?.context["where"] == "/body")
        let words = #""phase": "postmortem", "body": "We have learned.""#
        let draft = try await scene.publish(#"{\#(words), "notify": false}"#, on: id)
        #expect(draft.text("phase") == "postmortem" && draft.text("state") == "recorded")
        // Drafted only, it leaves the incident where it is.
        #expect(try await scene.show(id).text("phase") == "resolved")
        let review = try await scene.publish("{\(words)}", on: id)
        #expect(review.text("state") == "queued")
        #expect(try await scene.show(id).text("phase") == "postmortem")
    }
}
