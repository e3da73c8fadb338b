// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Incidents
import SQLiteStorage
import Testing

/// An update that puts an earlier one right.
struct CorrectionTests {
    private let scene: HubScene
    private let incident: String

    init() async throws {
        scene = try await HubScene()
        let answer = try await scene.declare(
            #"{"title": "Checkout fails", "severity": "sev1", "components": ["checkout"]}"#
        )
        incident = try #require(answer.text("id"))
    }

    @Test(arguments: [true, false])
    func `a correction names the update by its number or its id, and is kept with it`(byNumber: Bool) async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "One."}"#, on: incident)
        let second = try await scene.publish(#"{"phase": "identified", "body": "Two."}"#, on: incident)
        let id = try #require(second.text("id"))
        let name = byNumber ? "2" : "\"\(id)\""
        let answer = try await scene.publish(
            #"{"phase": "identified", "body": "Not two.", "corrects": \#(name)}"#,
            on: incident
        )
        #expect(answer.integer("sequence") == 3)
        #expect(answer.integer("deliveries") == 4)
        #expect(answer.integer("corrects/sequence") == 2)
        #expect(answer.text("corrects/update") == id)
        let shown = try await scene.show(incident)
        #expect(shown.text("updates/2/corrects/update") == id)
        #expect(shown.at("updates/1/corrects") == nil && second.at("corrects") == nil)
        #expect(try await scene.audit().last?.detail["corrects"] == id)
    }

    @Test func `every message of a correction carries it, in every language`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating"}"#, on: incident)
        _ = try await scene.publish(#"{"phase": "investigating", "corrects": 1}"#, on: incident)
        let kept = try await scene.storage.read { [incident] reader throws(Fault) in
            try reader.updates(of: .sample(incident))
        }
        let marks = kept.map { $0.messages.map(\.correctionMark) }
        #expect(marks == [[nil, nil], ["Correction of update 1", "Korrektur zu Meldung 1"]])
    }

    @Test func `what nobody was told cannot be corrected`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "Draft.", "notify": false}"#, on: incident)
        let fault = await #expect(throws: Fault.self) {
            try await scene.publish(#"{"phase": "investigating", "body": "b", "corrects": 1}"#, on: incident)
        }
        #expect(fault?.code == .schemaInvalid && fault?.context["where"] == "/corrects")
    }

    @Test func `a correction can be corrected`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "One."}"#, on: incident)
        _ = try await scene.publish(#"{"phase": "investigating", "body": "Two.", "corrects": 1}"#, on: incident)
        let third = try await scene.publish(
            #"{"phase": "investigating", "body": "Three.", "corrects": 2}"#,
            on: incident
        )
        #expect(third.integer("corrects/sequence") == 2)
    }

    @Test(arguments: ["0", "-1", "3", "1.5", "true", "\"one\"", "\"upd_0\"", "\"inc_1\"", "[1]"])
    func `what names no update of the incident is refused, and leaves nothing behind`(name: String) async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "One."}"#, on: incident)
        _ = try await scene.publish(#"{"phase": "investigating", "body": "Two."}"#, on: incident)
        let before = try tableCounts(of: scene.database)
        let fault = await #expect(throws: Fault.self) {
            try await scene.publish(#"{"phase": "identified", "body": "b", "corrects": \#(name)}"#, on: incident)
        }
        #expect(fault?.code == .schemaInvalid)
        #expect(fault?.context["where"] == "/corrects")
        #expect(fault?.suggestedAction?.isEmpty == false)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `an update of another incident cannot be corrected, nor one before the first`() async throws {
        let other = try await scene.declare(#"{"title": "Search fails", "severity": "sev3", "body": "One."}"#)
        let foreign = try #require(other.text("update/id"))
        for name in ["\"\(foreign)\"", "1"] {
            let fault = await #expect(throws: Fault.self) {
                try await scene.publish(#"{"phase": "investigating", "body": "b", "corrects": \#(name)}"#, on: incident)
            }
            #expect(fault?.code == .schemaInvalid && fault?.context["where"] == "/corrects")
        }
    }

    @Test func `a preview of a correction composes it as publishing does`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "One."}"#, on: incident)
        let body = #"{"incident": "\#(incident)", "phase": "identified", "body": "b", "corrects": 1}"#
        #expect(try await scene.preview(body).items("renderings").isEmpty == false)
        let fault = await #expect(throws: Fault.self) {
            try await scene.preview(body.replacing(#""corrects": 1"#, with: #""corrects": 2"#))
        }
        #expect(fault?.context["where"] == "/corrects")
    }
}
