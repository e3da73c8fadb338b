// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import SQLiteStorage
import Testing

struct PreviewTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    @Test func `a preview shows every channel in every language, and records nothing`() async throws {
        let before = try tableCounts(of: scene.database)
        let shown = try await scene.preview(
            #"{"title": "Checkout fails", "severity": "sev1", "components": ["checkout"], "template": "note", "phase": "identified"}"#
        )
        let items = shown.items("renderings")
            .compactMap { item in
                item.text("channel").flatMap { channel in item.text("locale").map { "\(channel) \($0)" } }
            }
        #expect(items == ["banner en", "banner de", "hooks en", "hooks de", "mail en", "mail de"])
        #expect(shown.text("renderings/0/rendering/parts/0/text") == "en identified sev1 Checkout is failing")
        #expect(shown.text("renderings/1/rendering/parts/1/text") == "Die Kasse geht nicht. Wir wissen nicht, warum.")
        #expect(shown.integer("forecast/total") == 4)
        #expect(shown.integer("forecast/channels/mail") == 2)
        #expect(try tableCounts(of: scene.database) == before)
        #expect(scene.wakeCount == 0)
    }

    @Test(arguments: [
        #""title": "Checkout fails", "body": "It *fails*.""#, #""template": "note", "variables": {"cause": "A bug."}"#,
        #""title": "T", "sections": {"impact": "None can pay.", "help": "Call us."}"#,
    ])
    func `what a preview shows is what is sent`(statement: String) async throws {
        let body = #"{\#(statement), "severity": "sev2", "to": ["buyers"]}"#
        let shown = try await scene.preview(body)
        _ = try await scene.send(body)
        let claimed = try await claimAll()
        #expect(claimed.count == 4)
        for (message, destination) in claimed {
            let channel = try #require(scene.channels[destination.channel])
            let sent = try channel.adapter.render(message, for: destination)
            let item = shown.items("renderings")
                .first {
                    $0.text("channel") == destination.channel.text && $0.text("locale") == message.locale.text
                }
            let texts = item?.at("rendering")?.items("parts").compactMap { $0.text("text") }
            #expect(texts == sent.parts.map(\.text))
        }
    }

    /// The message and destination of every delivery, as the engine gets them.
    private func claimAll() async throws -> [(Message, Destination)] {
        let records = try await scene.storage.read { reader throws(Fault) in
            try reader.deliveries(matching: DeliveryFilter(), after: nil, limit: 100)
        }
        let id = try #require(records.first?.message)
        let content = try await scene.content(of: id)
        return try records.map { record in
            let channel = try #require(scene.channels[record.destination.channel])
            let message = content.message(for: record.destination.locale, plugin: channel.adapter.manifest.kind)
            return (message, record.destination)
        }
    }

    @Test func `a preview of an incident's update takes the incident as it stands`() async throws {
        let declared = try await scene.declare(
            #"{"title": "Checkout fails", "severity": "sev1", "components": ["checkout"]}"#
        )
        let id = try #require(declared.text("id"))
        let shown = try await scene.preview(
            #"{"incident": "\#(id)", "phase": "monitoring", "body": "b", "channels": ["mail"]}"#
        )
        #expect(shown.items("renderings").compactMap { $0.text("channel") } == ["mail"])
        #expect(shown.text("renderings/0/rendering/parts/0/text") == "en monitoring sev1 Checkout fails")
        #expect(shown.integer("forecast/total") == 2)
        #expect(try await scene.show(id).at("phase")?.content == .null)
    }

    @Test func `addresses of one's own count in the forecast`() async throws {
        let shown = try await scene.preview(
            #"{"title": "T", "body": "b", "to": ["sellers", {"channel": "hooks", "to": "http://h.example"}]}"#
        )
        #expect(shown.integer("forecast/channels/mail") == 2)
        #expect(shown.integer("forecast/channels/hooks") == 1)
        #expect(shown.items("renderings").count == 2)
    }

    @Test func `without anyone named, all channels show what they would make of it`() async throws {
        let shown = try await scene.preview(#"{"title": "T", "body": "b"}"#)
        #expect(
            shown.items("renderings").compactMap { $0.text("channel") } == [
                "banner", "browsers", "hooks", "mail", "mail-backup",
            ]
        )
        #expect(shown.integer("forecast/total") == 0)
    }

    @Test func `a channel that cannot say it is shown with its fault, the others with theirs`() async throws {
        let shown = try await scene.preview(#"{"title": "Unspeakable", "body": "b", "to": ["sellers"]}"#)
        #expect(shown.text("renderings/0/fault/code") == "DLV-422")
        #expect(shown.text("renderings/0/fault/suggested_action") != nil)
        #expect(shown.at("renderings/0/rendering")?.content ?? .null == .null)
    }

    @Test(
        arguments: [
            (#"{"title": "T", "body": "b", "to": ["buyrs"]}"#, .audienceUnknown, "/to"),
            (#"{"title": "T", "body": "b", "audiences": ["buyrs"]}"#, .audienceUnknown, "/audiences"),
            (#"{"title": "T", "body": "b", "severity": "sev9"}"#, .schemaInvalid, "/severity"),
            (#"{"title": "T", "boddy": "b"}"#, .unknownField, "/boddy"), (#"{"title": "T"}"#, .schemaInvalid, "/body"),
            (#"{"incident": "inc_none", "body": "b"}"#, .notFound, "/id"),
            (#"{"incident": "in c", "body": "b"}"#, .schemaInvalid, "/incident"),
            (#"{"template": "ask"}"#, .templateVariableMissing, "/variables/who"), (#"[]"#, .schemaInvalid, "/"),
        ] as [(String, FaultCode, String)]
    )
    func `a preview explains a mistake as sending would`(body: String, code: FaultCode, place: String) async throws {
        let fault = await #expect(throws: Fault.self) { try await scene.preview(body) }
        #expect(fault?.code == code, "\(fault.map { "\($0)" } ?? "")")
        #expect(fault?.context["where"] == place)
    }
}
