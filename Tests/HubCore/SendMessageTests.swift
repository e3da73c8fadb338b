// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import Testing

struct SendMessageTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    @Test func `a message goes to audiences and addresses, each reader once`() async throws {
        let answer = try await scene.send(
            #"""
            {"title": "Maintenance", "body": "Tonight.", "to": ["buyers", "sellers",
                {"channel": "mail", "to": "ada@example.com"}, {"channel": "hooks", "to": "http://new.example/h", "locale": "de"}]}
            """#
        )
        #expect(answer.text("id")?.hasPrefix("msg_") == true)
        #expect(answer.text("state") == "queued")
        #expect(answer.integer("deliveries") == 6)
        let reached = try await scene.deliveries().items("items").compactMap { $0.text("to") }.sorted()
        #expect(
            reached == [
                "ada@example.com", "bo@example.com", "checkout", "cy@example.com", "http://new.example/h",
                "http://partner.example/hook",
            ]
        )
        #expect(scene.wakeCount == 1)
        let audit = try await scene.audit()
        #expect(audit.map(\.action) == ["message.sent"])
        #expect(audit.first?.detail == ["title": "Maintenance"])
    }

    @Test func `a template speaks for itself, outside an incident too`() async throws {
        let answer = try await scene.send(#"{"template": "ask", "variables": {"who": "Everyone"}, "to": ["sellers"]}"#)
        #expect(answer.integer("deliveries") == 2)
    }

    @Test func `a message for a language is found in it`() async throws {
        _ = try await scene.send(#"{"title": "Hallo", "body": "b", "locale": "de", "to": ["sellers"]}"#)
        let shown = try await scene.preview(#"{"title": "Hallo", "body": "b", "locale": "de", "to": ["sellers"]}"#)
        #expect(shown.text("renderings/0/locale") == "de")
    }

    @Test(
        arguments: [
            (#"{"title": "T", "body": "b"}"#, .schemaInvalid, "/to"),
            (#"{"title": "T", "body": "b", "to": []}"#, .schemaInvalid, "/to"),
            (#"{"title": "T", "body": "b", "to": "buyers"}"#, .schemaInvalid, "/to"),
            (#"{"title": "T", "body": "b", "to": ["Not A Name"]}"#, .schemaInvalid, "/to/0"),
            (#"{"title": "T", "body": "b", "to": [5]}"#, .schemaInvalid, "/to/0"),
            (#"{"title": "T", "body": "b", "to": [{"channel": "mial", "to": "x"}]}"#, .schemaInvalid, "/to/0/channel"),
            (#"{"title": "T", "body": "b", "to": [{"channel": "mail"}]}"#, .schemaInvalid, "/to/0/to"),
            (
                #"{"title": "T", "body": "b", "to": [{"channel": "hooks", "to": "http://a.example", "secret": "env:HOME"}]}"#,
                .schemaInvalid, "/to/0/secret"
            ),
            (#"{"title": "T", "template": "ask", "to": ["sellers"]}"#, .schemaInvalid, "/title"),
            (
                #"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "x", "tag": 1}]}"#, .unknownField,
                "/to/0/tag"
            ),
            (#"{"title": "T", "to": ["buyers"]}"#, .schemaInvalid, "/body"),
            (#"{"body": "b", "to": ["buyers"]}"#, .schemaInvalid, "/title"),
            (#"{"title": "T", "body": "b", "to": ["buyrs"]}"#, .audienceUnknown, "/to"),
            (
                #"{"title": "T", "body": "b", "to": ["buyers", {"channel": "mail", "to": "nowhere"}]}"#,
                .addressInvalid, "/to/1/to"
            ),
            (#"{"title": "T", "body": " ", "to": ["buyers"]}"#, .schemaInvalid, "/sections"),
            (#"{"title": "T", "body": "b", "severity": "bad", "to": ["buyers"]}"#, .schemaInvalid, "/severity"),
            (#"{"title": "T", "body": "b", "locale": "?", "to": ["buyers"]}"#, .schemaInvalid, "/locale"),
        ] as [(String, FaultCode, String)]
    )
    func `what cannot be sent leaves nothing behind`(body: String, code: FaultCode, place: String) async throws {
        let before = try tableCounts(of: scene.database)
        let fault = await #expect(throws: Fault.self) { try await scene.send(body) }
        #expect(fault?.code == code, "\(fault.map { "\($0)" } ?? "")")
        #expect(fault?.context["where"] == place)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `a long audience is counted, and its deliveries are made later`() async throws {
        let many = (0..<600).map { Destination(channel: .sample("mail"), address: "\($0)@example.com") }
        scene.clock.advance(by: .seconds(1))
        _ = try await AudienceRefresh(storage: scene.storage, channels: scene.channels)
            .run([AudienceDeclaration(name: .sample("many"), destinations: many)], now: scene.clock.now)
        #expect(try await scene.send(#"{"title": "T", "body": "b", "to": ["many"]}"#).integer("deliveries") == 600)
    }
}
