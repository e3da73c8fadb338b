// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// Saying something to each reader alone.
struct PersonalTests {
    private let scene: HubScene

    init() async throws {
        scene = try await HubScene()
        try await scene.importList(
            "channel,to,reader.name\nmail,a@example.com,Ada\nmail,b@example.com,\nbanner,shop,\n"
        )
    }

    private static let body = #"{"title": "T", "body": "Dear {{reader.name}}.", "to": ["people"]}"#

    @Test func `what is kept holds the place and no value`() async throws {
        let sent = try await scene.send(Self.body)
        let id = try #require(sent.text("id"))
        let content = try await scene.content(of: .sample(id))
        #expect(content.standard[.whatHappened] == "Dear {{reader.name}}.")
    }

    @Test func `whoever sends is told where everyone reads along, and of a default that is missing`() async throws {
        let rules = ["personal_in_public", "personal_without_default"]
        let sent = try await scene.send(Self.body)
        #expect(sent.items("findings").compactMap { $0.text("rule") } == rules)
        #expect(sent.text("findings/0/message")?.contains("banner") == true)
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": ["people"], "body": "Dear {{reader.name|reader}}."}"#
        )
        #expect(declared.items("update/findings").compactMap { $0.text("rule") } == ["personal_in_public"])
    }

    @Test func `a preview shows a sample where a reader is alone, and counts who lacks the value`() async throws {
        let shown = try await scene.preview(Self.body)
        let texts = shown.items("renderings")
            .map { "\($0.text("channel") ?? "") \($0.text("rendering/parts/1/text") ?? "")" }
        #expect(texts == ["banner Dear .", "mail Dear ‹name›."])
        let finding = shown.items("findings").first { $0.text("rule") == "personal_without_default" }
        // The second reader, and the banner's.
        #expect(finding?.text("message")?.hasPrefix("At least 2 readers") == true)
    }

    @Test func `what everyone may read of an update has the default`() async throws {
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": ["people"], "body": "Dear {{reader.name|reader}}."}"#
        )
        let shown = try await scene.show(try #require(declared.text("id")))
        #expect(!"\(shown)".contains("{{reader"))
        #expect("\(shown)".contains("Dear reader."))
    }
}
