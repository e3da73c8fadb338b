// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import SQLiteStorage
import Testing

struct PublishUpdateTests {
    private let scene: HubScene
    private let incident: String

    init() async throws {
        scene = try await HubScene()
        let answer = try await scene.declare(
            #"{"title": "Checkout fails", "severity": "sev1", "components": ["checkout"]}"#
        )
        incident = try #require(answer.text("id"))
    }

    @Test func `updates follow one another, each with its number, and the incident follows them`() async throws {
        let first = try await scene.publish(#"{"phase": "investigating", "body": "We look."}"#, on: incident)
        #expect(first.integer("sequence") == 1)
        #expect(first.integer("deliveries") == 4)
        #expect(first.text("state") == "queued")
        #expect(first.text("id")?.hasPrefix("upd_") == true)
        #expect(first.text("next_update_at") == "\(scene.clock.now + .seconds(1_200))")
        scene.clock.advance(by: .seconds(600))
        let second = try await scene.publish(#"{"phase": "identified", "body": "We know."}"#, on: incident)
        #expect(second.integer("sequence") == 2)
        #expect(second.text("next_update_at") == "\(scene.clock.now + .seconds(1_800))")
        // No interval in the playbook: the severity's own, 40 minutes.
        let third = try await scene.publish(#"{"phase": "monitoring", "body": "We watch."}"#, on: incident)
        #expect(third.text("next_update_at") == "\(scene.clock.now + .seconds(2_400))")
        let last = try await scene.publish(#"{"phase": "resolved", "body": "Done."}"#, on: incident)
        #expect(last.integer("sequence") == 4)
        #expect(last["next_update_at"] == nil)
        let shown = try await scene.show(incident)
        #expect(shown.text("phase") == "resolved")
        #expect(shown.text("resolved_at") == "\(scene.clock.now)")
        #expect(
            shown.items("updates").compactMap { $0.text("phase") } == [
                "investigating", "identified", "monitoring", "resolved",
            ]
        )
        #expect(shown.items("updates").compactMap { $0.integer("sequence") } == [1, 2, 3, 4])
        #expect(scene.wakeCount == 4)
    }

    @Test func `an incident that is reopened is no longer resolved`() async throws {
        _ = try await scene.publish(#"{"phase": "resolved", "body": "Done."}"#, on: incident)
        _ = try await scene.publish(#"{"phase": "investigating", "body": "Again."}"#, on: incident)
        #expect(try await scene.show(incident).at("resolved_at")?.content == .null)
    }

    @Test func `the time of the next update can be given, and not in the past`() async throws {
        let moment = scene.clock.now + .seconds(7)
        let answer = try await scene.publish(
            #"{"phase": "investigating", "body": "b", "next_update_at": "\#(moment)"}"#,
            on: incident
        )
        #expect(answer.text("next_update_at") == "\(moment)")
        for past in [scene.clock.now, scene.clock.now - .seconds(1)] {
            let fault = await #expect(throws: Fault.self) {
                try await scene.publish(
                    #"{"phase": "investigating", "body": "b", "next_update_at": "\#(past)"}"#,
                    on: incident
                )
            }
            #expect(fault?.context["where"] == "/next_update_at")
        }
    }

    @Test func `an update of which nobody is told is only recorded`() async throws {
        let answer = try await scene.publish(#"{"phase": "investigating", "body": "b", "notify": false}"#, on: incident)
        #expect(answer.text("state") == "recorded")
        #expect(answer.integer("deliveries") == 0)
        #expect(try tableCounts(of: scene.database)["message"] == 0)
        #expect(try await scene.show(incident).items("updates").count == 1)
    }

    @Test func `audiences and channels of an update narrow whom it reaches`() async throws {
        let sellers = try await scene.publish(
            #"{"phase": "investigating", "body": "b", "audiences": ["sellers"]}"#,
            on: incident
        )
        #expect(sellers.integer("deliveries") == 2)
        let mail = try await scene.publish(
            #"{"phase": "investigating", "body": "b", "channels": ["mail"]}"#,
            on: incident
        )
        #expect(mail.integer("deliveries") == 2)
        let both = try await scene.publish(
            #"{"phase": "investigating", "body": "b", "audiences": ["buyers", "sellers"]}"#,
            on: incident
        )
        // Ada is in both and told once.
        #expect(both.integer("deliveries") == 5)
        let none = try await scene.publish(
            #"{"phase": "investigating", "body": "b", "channels": ["mail-backup"]}"#,
            on: incident
        )
        #expect(none.integer("deliveries") == 0)
    }

    @Test func `without a word the playbook's template speaks, in every language it has`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating"}"#, on: incident)
        let update = try #require(try await scene.show(incident).items("updates").first)
        #expect(update.text("template") == "note")
        #expect(update.text("author") == "ada")
        #expect(update.text("sections/0/markdown")?.contains("We do not know why.") == true)
        let kept = try await scene.storage.read { [incident] reader throws(Fault) in
            try reader.updates(of: .sample(incident))
        }
        #expect(kept.first?.messages.map(\.locale.text) == ["en", "de"])
    }

    @Test(
        arguments: [
            (#"{"phase": "postmortem", "body": "b"}"#, .invalidTransition, "/phase"),
            (#"{"phase": "completed", "body": "b"}"#, .invalidTransition, "/phase"),
            (#"{"phase": "investigating", "body": "b", "audiences": ["sellrs"]}"#, .audienceUnknown, "/audiences"),
            (#"{"phase": "investigating", "body": "b", "channels": ["mial"]}"#, .channelUnknown, "/channels"),
            (#"{"phase": "investigating", "template": "nope"}"#, .templateUnknown, "/template"),
            (#"{"phase": "scheduled", "template": "note"}"#, .schemaInvalid, "/template"),
            (#"{"phase": "investigating", "visibility": "internal", "body": "b"}"#, .schemaInvalid, "/visibility"),
            (#"{"body": "b"}"#, .schemaInvalid, "/phase"),
            (#"{"phase": "investigating", "notify": "no"}"#, .schemaInvalid, "/notify"),
            (#"{"phase": "investigating", "boddy": "b"}"#, .unknownField, "/boddy"),
        ] as [(String, FaultCode, String)]
    )
    func `what cannot be published leaves nothing behind`(body: String, code: FaultCode, place: String) async throws {
        let before = try tableCounts(of: scene.database)
        let fault = await #expect(throws: Fault.self) { try await scene.publish(body, on: incident) }
        #expect(fault?.code == code)
        #expect(fault?.context["where"] == place)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `an unknown incident, and one without a playbook and without a word, are refused`() async throws {
        let unknown = await #expect(throws: Fault.self) {
            try await scene.publish(#"{"phase": "resolved", "body": "b"}"#, on: "inc_none")
        }
        #expect(unknown?.code == .notFound)
        let other = try await scene.declare(#"{"title": "Search is slow", "severity": "sev4"}"#)
        let silent = await #expect(throws: Fault.self) {
            try await scene.publish(#"{"phase": "investigating"}"#, on: other.text("id") ?? "")
        }
        #expect(silent?.message == "The update says nothing.")
    }

    @Test func `updates that come at once get numbers of their own, without gaps`() async throws {
        let numbers = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for index in 0..<8 {
                group.addTask { [scene, incident] in
                    do {
                        return
                            try await scene.publish(#"{"phase": "investigating", "body": "b\#(index)"}"#, on: incident)
                            .integer("sequence")
                    } catch let fault as Fault {
                        // Too many at once is an answer, as long as it says when to come back.
                        #expect(fault.code == .overloaded)
                        #expect(fault.retryAfter != nil)
                        return nil
                    }
                }
            }
            return try await group.reduce(into: [Int64]()) { numbers, number in if let number { numbers.append(number) }
            }
        }
        #expect(!numbers.isEmpty)
        #expect(numbers.sorted() == (1...Int64(numbers.count)).map { $0 })
        let shown = try await scene.show(incident)
        #expect(shown.items("updates").compactMap { $0.integer("sequence") } == numbers.sorted())
        #expect(AuditTrail.firstBreak(in: try await scene.audit(), after: nil) == nil)
    }

    @Test func `running totals show what became of an incident's deliveries`() async throws {
        _ = try await scene.publish(#"{"phase": "investigating", "body": "b"}"#, on: incident)
        let shown = try await scene.show(incident)
        #expect(shown.at("deliveries")?.keys == ["pending"])
        #expect(shown.integer("deliveries/pending") == 4)
    }

    @Test func `incidents are listed newest first, by state, severity and component, page by page`() async throws {
        for number in 1...4 {
            scene.clock.advance(by: .seconds(1))
            _ = try await scene.declare(#"{"title": "N\#(number)", "severity": "sev4", "components": ["search"]}"#)
        }
        _ = try await scene.publish(#"{"phase": "resolved", "body": "b"}"#, on: incident)
        var titles: [String] = []
        var cursor: Identifier<IncidentReference>?
        repeat {
            let page = try await scene.hub
                .incidents(matching: IncidentFilter(), after: cursor, limit: 2, for: HubScene.ada).document
            titles += page.items("items").compactMap { $0.text("title") }
            cursor = page.text("next_cursor").flatMap { Identifier($0) }
        } while cursor != nil
        #expect(titles == ["N4", "N3", "N2", "N1", "Checkout fails"])
        func count(_ filter: IncidentFilter) async throws -> Int {
            try await scene.hub.incidents(matching: filter, after: nil, limit: 50, for: HubScene.ada).document
                .items("items").count
        }
        #expect(try await count(IncidentFilter(isOpen: true)) == 4)
        #expect(try await count(IncidentFilter(isOpen: false)) == 1)
        #expect(try await count(IncidentFilter(severity: .sev1)) == 1)
        #expect(try await count(IncidentFilter(component: .sample("search"))) == 4)
        #expect(try await count(IncidentFilter(component: .sample("pay"))) == 0)
    }
}
