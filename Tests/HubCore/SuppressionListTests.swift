// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

struct SuppressionListTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    private func take(_ text: String, isDryRun: Bool = false) async throws -> Document {
        var rest: [UInt8]? = Array(text.utf8)
        return try await scene.hub
            .importSuppressions(isDryRun: isDryRun, by: HubScene.ada) { () async throws(Fault) in
                defer { rest = nil }
                return rest
            }
            .document
    }

    private func exported() async throws -> String {
        var text = ""
        var list = try await scene.hub.exportSuppressions(by: HubScene.ada)
        while let piece = try await list.next() { text += String(decoding: piece, as: UTF8.self) }
        return text
    }

    @Test func `whom a list excludes gets nothing more, on any channel of the kind`() async throws {
        let report = try await take(
            "channel,to,reason,since,note\nmail,ADA@example.com,complained,2026-01-02T03:04:05Z,\"spam, she says\"\n"
                + "mail,new@example.com\nfax,x\nmail,y@example.com,disliked\n"
        )
        #expect(report.integer("taken") == 2)
        #expect(report.integer("kinds/channel_unknown") == 1)
        #expect(report.integer("kinds/value_invalid") == 1)
        let answer = try await scene.send(#"{"title": "T", "body": "b", "to": ["sellers"]}"#)
        #expect(answer.integer("deliveries") == 1)
        let list = try await scene.hub.suppressions(on: nil, after: 0, limit: 10, for: HubScene.ada).document
        #expect(list.items("items").compactMap { $0.text("to") } == ["ada@example.com", "new@example.com"])
        #expect(list.text("items/0/reason") == "complained")
        #expect(list.text("items/1/reason") == "withheld")
    }

    @Test func `what is exported says the same when it is imported, and nobody's reason changes`() async throws {
        _ = try await take("channel,to,reason,since,note\nmail,ada@example.com,bounced,2026-01-02T03:04:05Z,=550\n")
        let text = try await exported()
        #expect(text.contains("'=550"))
        _ = try await take("channel,to,reason\nmail,ada@example.com,withheld\n")
        #expect(try await exported() == text)
        let other = try await HubScene()
        var rest: [UInt8]? = Array(text.utf8)
        _ = try await other.hub.importSuppressions(isDryRun: false, by: HubScene.ada) { () async throws(Fault) in
            defer { rest = nil }
            return rest
        }
        let again = try await other.hub.suppressions(on: nil, after: 0, limit: 10, for: HubScene.ada)
        let first = try await scene.hub.suppressions(on: nil, after: 0, limit: 10, for: HubScene.ada)
        #expect(again.body == first.body)
    }

    @Test func `a dry run counts and changes nothing`() async throws {
        let before = try tableCounts(of: scene.database)
        let report = try await take("channel,to\nmail,ada@example.com\nfax,x\nmail,new@example.com\n", isDryRun: true)
        #expect(report.integer("taken") == 2 && report.integer("set_aside") == 1)
        #expect(try tableCounts(of: scene.database) == before)
        #expect(try await scene.suppression("ada@example.com") == nil)
    }

    @Test(arguments: [
        ("mail,x@example.com,,2026-13-01T00:00:00Z", "value_invalid"),
        ("mail,x@example.com,,,,more", "too_many_fields"),
        ("mail,nowhere", "address_invalid"), ("mail,", "address_missing"), ("mail,\"x", "quote_open"),
    ])
    func `a line that excludes nobody is set aside with its reason`(line: String, kind: String) async throws {
        let report = try await take("channel,to,reason,since,note\n\(line)\nmail,y@example.com\n")
        #expect(report.integer("taken") == 1 && report.integer("kinds/\(kind)") == 1)
        #expect(report.integer("faults/0/line") == 2)
    }

    @Test(arguments: ["", "channel\n", "channel,to,to\n", "channel,to,phone\n", "\"channel\n"])
    func `a list whose first line is wrong is refused as a whole`(text: String) async throws {
        let fault = await #expect(throws: Fault.self) { _ = try await take(text) }
        #expect(fault?.code == .audienceInvalid && fault?.context["where"] == "line 1")
    }

    @Test func `an address is excluded for the reason that is given, and a list is not given without a trace`()
        async throws
    {
        let body = #"{"channel": "mail", "to": "ada@example.com", "reason": "complained", "note": "by phone"}"#
        _ = try await scene.hub.suppress(SuppressAddress(json(body), channels: [.sample("mail")]), by: HubScene.ada)
        #expect(try await exported().contains("mail,ada@example.com,complained,"))
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "audience.exported" && entry.subject == "suppressions" && entry.actor == "ada")
    }

    @Test func `an address that is taken in again is written to again`() async throws {
        let command = try SuppressAddress(
            json(#"{"channel": "mail", "to": "Cy@example.com"}"#),
            channels: [.sample("mail")]
        )
        #expect(try await scene.hub.suppress(command, by: HubScene.ada).status == 201)
        let none = try await scene.send(#"{"title": "T", "body": "b", "to": ["sellers"]}"#)
        #expect(none.integer("deliveries") == 1)
        _ = try await scene.hub.unsuppress("CY@example.com", on: .sample("mail"), by: HubScene.ada)
        let both = try await scene.send(#"{"title": "U", "body": "b", "to": ["sellers"]}"#)
        #expect(both.integer("deliveries") == 2)
        let fault = await #expect(throws: Fault.self) {
            try await scene.hub.unsuppress("cy@example.com", on: .sample("mail"), by: HubScene.ada)
        }
        #expect(fault?.code == .notFound)
    }
}
