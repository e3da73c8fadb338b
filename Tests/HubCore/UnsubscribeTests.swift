// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import Testing

struct UnsubscribeTests {
    private let links = HubScene.links
    private let ada = Destination(channel: .sample("mail"), address: "ada@example.com", locale: .english, tags: ["vip"])

    private func token(of destination: Destination) throws -> String {
        let url = try #require(links.unsubscribeURL(for: destination))
        let prefix = "https://status.market.example/unsubscribe/"
        #expect(url.hasPrefix(prefix))
        return String(url.dropFirst(prefix.count))
    }

    @Test(arguments: [
        "ada@example.com", "a\nb", "é😀", String(repeating: "x", count: 2_048), "http://h.example/a?b=c&d",
    ])
    func `a token leads back to its channel and address`(address: String) throws {
        let found = try #require(
            links.unsubscriber(token(of: Destination(channel: .sample("hooks"), address: address)))
        )
        #expect(found.channel.text == "hooks")
        #expect(found.address == address)
    }

    @Test func `a token is the same every time, whatever else is known of the reader`() throws {
        let bare = Destination(channel: ada.channel, address: ada.address)
        #expect(try token(of: ada) == token(of: bare))
        #expect(try token(of: ada) != token(of: Destination(channel: .sample("mail2"), address: ada.address)))
        #expect(try token(of: ada) != token(of: Destination(channel: ada.channel, address: "ada@example.org")))
    }

    @Test func `a token names nobody and is safe in a path`() throws {
        let token = try token(of: ada)
        #expect(token.utf8.allSatisfy { $0 < 0x80 })
        #expect(token.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
        #expect(!token.lowercased().contains("ada"))
        #expect(!token.contains("YWRh"), "the address in base64")
    }

    @Test func `a token with any character changed is none of ours`() throws {
        let token = Array(try token(of: ada))
        // The last character may hold bits that mean nothing.
        for index in token.indices.dropLast() {
            var forged = token
            forged[index] = forged[index] == "A" ? "B" : "A"
            #expect(links.unsubscriber(String(forged)) == nil, "character \(index)")
        }
    }

    @Test(arguments: [
        "", "x", "====", "%00", "é", "A B", String(repeating: "A", count: 40), String(repeating: "A", count: 100_000),
    ])
    func `what is no token is refused`(token: String) {
        #expect(links.unsubscriber(token) == nil)
    }

    @Test func `a token of another hub is refused`() throws {
        let other = ReaderTokens(publicURL: "https://status.market.example", key: Array(repeating: 8, count: 32))
        #expect(try other.unsubscriber(token(of: ada)) == nil)
    }

    @Test func `who unsubscribes gets nothing more on that channel, and the trail does not name them`() async throws {
        let scene = try await HubScene()
        #expect(try await scene.hub.unsubscribe(token(of: ada)))
        let audit = try await scene.audit()
        #expect(audit.map(\.action) == ["destination.unsubscribed"])
        #expect(!"\(audit)".contains("ada@example.com"))
        let answer = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers", "sellers"]}"#)
        let listed = try await scene.deliveries()
        let reached = listed.items("items").filter { $0.text("state") == "pending" }.compactMap { $0.text("to") }
        #expect(!reached.contains("ada@example.com"))
        #expect(reached.contains("bo@example.com") && reached.contains("cy@example.com"))
        #expect(answer.integer("deliveries") != nil)
    }

    @Test func `a token that is none of ours changes nothing`() async throws {
        let scene = try await HubScene()
        let before = try tableCounts(of: scene.database)
        #expect(try await scene.hub.unsubscribe("AAAA") == false)
        #expect(scene.hub.isUnsubscribeToken("AAAA") == false)
        #expect(try tableCounts(of: scene.database) == before)
        // A reader whom nobody knows any more is answered alike and recorded nowhere.
        let stranger = Destination(channel: .sample("mail"), address: "zoe@example.com")
        #expect(try await scene.hub.unsubscribe(token(of: stranger)))
        #expect(try tableCounts(of: scene.database) == before)
    }
}
