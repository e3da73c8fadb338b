// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import SQLiteStorage
import Testing

/// Where the link in a message leads: never to a page that one of its readers does not find or may not read.
///
/// Of the scene's audiences buyers have the page `checkout`, which its channel `banner` stands for, and sellers none.
struct LinkedPageTests {
    private static func page(isOpen: Bool) -> LinkedPage {
        LinkedPage(channel: .sample("banner"), name: "checkout", url: "https://page.example/s", isOpen: isOpen)
    }

    /// Declares an incident, publishes each of `updates` on it, and returns the links of their messages; a star stands
    /// for the incident's address on the page.
    private func links(_ pages: [LinkedPage], _ updates: [String]) async throws -> [String?] {
        let scene = try await HubScene(pages: pages)
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev4", "audiences": ["buyers"]}"#)
        let id = try #require(declared.text("id").flatMap { Identifier<IncidentReference>($0) })
        for update in updates {
            _ = try await scene.publish(#"{"phase": "investigating", "body": "b", \#(update)}"#, on: id.text)
        }
        let published = try await scene.storage.read { reader throws(Fault) in try reader.updates(of: id) }
        return published.map { update in
            update.messages.first?.facts.link
                .map { $0 == "https://page.example/s/incidents/\(id)/" ? "*" : $0.replacing(id.text, with: "ID") }
        }
    }

    @Test(
        arguments: [
            ([#""audiences": ["buyers"]"#], ["*"]), ([#""audiences": ["sellers"]"#], [nil]),
            ([#""audiences": ["sellers", "buyers"]"#], ["*"]),
            // What an earlier update has brought there stays there.
            ([#""audiences": ["buyers"]"#, #""audiences": ["sellers"]"#], ["*", "*"]),
            ([#""channels": ["mail"]"#, #""channels": ["banner"]"#, #""channels": ["mail"]"#], [nil, "*", "*"]),
            // What nobody was told is on no page.
            ([#""notify": false"#, #""audiences": ["sellers"]"#], [nil, nil]),
        ] as [([String], [String?])]
    )
    func `a message leads to the open page that shows its incident`(updates: [String], links: [String?]) async throws {
        #expect(try await self.links([Self.page(isOpen: true)], updates) == links)
    }

    @Test(
        arguments: [
            ([#""audiences": ["buyers"]"#], ["*"]), ([#""audiences": ["sellers"]"#], [nil]),
            ([#""audiences": ["sellers", "buyers"]"#], [nil]),
            ([#""audiences": ["buyers"]"#, #""audiences": ["sellers"]"#], ["*", nil]),
            ([#""audiences": ["buyers"]"#, #""channels": ["mail"]"#], ["*", "*"]),
        ] as [([String], [String?])]
    )
    func `a message leads to a closed page only where all of its audiences have it`(
        updates: [String],
        links: [String?]
    ) async throws {
        #expect(try await self.links([Self.page(isOpen: false)], updates) == links)
    }

    @Test func `the first page that fits is taken`() async throws {
        var other = Self.page(isOpen: true)
        other.name = "elsewhere"
        other.url = "https://elsewhere.example"
        #expect(try await links([other, Self.page(isOpen: true)], [#""notify": true"#]) == ["*"])
        other.name = "checkout"
        let first = try await links([other, Self.page(isOpen: true)], [#""notify": true"#])
        #expect(first == ["https://elsewhere.example/incidents/ID/"])
    }

    @Test func `without a status page it leads to the hub's own page, where that is public`() async throws {
        let own = "https://status.market.example/status/incidents/ID"
        #expect(try await links([], [#""audiences": ["buyers"]"#]) == [own])
        #expect(try await links([], [#""notify": false"#, #""audiences": []"#]) == [nil, nil])
        #expect(try await links([], [#""audiences": ["sellers"]"#, #""audiences": []"#]) == [own, own])
    }
}
