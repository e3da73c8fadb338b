// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import Testing

/// Who got what, over two incidents and a message: nineteen deliveries.
struct ListDeliveriesTests {
    private let scene: HubScene
    private let first: IncidentReference.ID
    private let message: Message.ID
    private let middle: Timestamp

    init() async throws {
        let scene = try await HubScene()
        let one = try await scene.declare(
            #"{"title": "One", "severity": "sev1", "components": ["checkout"], "body": "b"}"#
        )
        scene.clock.advance(by: .seconds(10))
        middle = scene.clock.now
        _ = try await scene.declare(#"{"title": "Two", "severity": "sev4", "audiences": ["sellers"], "body": "b"}"#)
        let addresses =
            (0..<12).map { #"{"channel": "mail", "to": "\#($0)@example.com"}"# } + [
                #"{"channel": "mail", "to": "ada@example.com"}"#
            ]
        let sent = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(addresses.joined(separator: ","))]}"#)
        self.scene = scene
        first = try #require(one.text("id").flatMap { Identifier($0) })
        message = try #require(sent.text("id").flatMap { Identifier($0) })
    }

    /// Every page of a list, one after another.
    private func pages(_ filter: DeliveryFilter, limit: Int) async throws -> [[Document]] {
        var pages: [[Document]] = []
        var cursor: Delivery.ID?
        repeat {
            let page = try await scene.deliveries(filter, after: cursor, limit: limit)
            pages.append(page.items("items"))
            cursor = page.text("next_cursor").flatMap { Delivery.ID($0) }
        } while cursor != nil && pages.count < 100
        return pages
    }

    private func count(_ filter: DeliveryFilter) async throws -> Int {
        try await scene.deliveries(filter).items("items").count
    }

    @Test(arguments: [1, 2, 3, 7, 18, 19, 20]) func `pages follow one another without gap or repeat`(
        limit: Int
    ) async throws {
        let pages = try await pages(DeliveryFilter(), limit: limit)
        let ids = pages.flatMap(\.self).compactMap { $0.text("id") }
        #expect(ids.count == 19)
        #expect(Set(ids).count == 19)
        #expect(pages.dropLast().allSatisfy { $0.count == limit })
        let whole = try await scene.deliveries().items("items").compactMap { $0.text("id") }
        #expect(ids == whole)
    }

    @Test func `pages of a filtered list are as complete`() async throws {
        let filter = DeliveryFilter(channel: .sample("mail"))
        let ids = try await pages(filter, limit: 2).flatMap(\.self).compactMap { $0.text("id") }
        #expect(ids.count == 17)
        #expect(Set(ids).count == 17)
    }

    @Test func `each filter holds, alone and together`() async throws {
        #expect(try await count(DeliveryFilter()) == 19)
        #expect(try await count(DeliveryFilter(incident: first)) == 4)
        #expect(try await count(DeliveryFilter(incident: .sample("inc_none"))) == 0)
        #expect(try await count(DeliveryFilter(message: message)) == 13)
        #expect(try await count(DeliveryFilter(states: [.pending])) == 19)
        #expect(try await count(DeliveryFilter(states: [.delivered, .dead])) == 0)
        #expect(try await count(DeliveryFilter(channel: .sample("banner"))) == 1)
        #expect(try await count(DeliveryFilter(channel: .sample("fax"))) == 0)
        #expect(try await count(DeliveryFilter(address: "ada@example.com")) == 3)
        // As any channel writes it, and as the one that is named does.
        #expect(try await count(DeliveryFilter(address: "ADA@example.com")) == 3)
        #expect(try await count(DeliveryFilter(channel: .sample("mail"), address: "Ada@Example.com")) == 3)
        #expect(try await count(DeliveryFilter(channel: .sample("hooks"), address: "Ada@Example.com")) == 0)
        #expect(try await count(DeliveryFilter(channel: .sample("fax"), address: "ada@example.com")) == 0)
        #expect(try await count(DeliveryFilter(address: "eve@example.com")) == 0)
        #expect(try await count(DeliveryFilter(since: middle)) == 15)
        #expect(try await count(DeliveryFilter(since: middle + .seconds(1))) == 0)
        #expect(
            try await count(DeliveryFilter(incident: first, channel: .sample("mail"), address: "ada@example.com")) == 1
        )
        #expect(try await count(DeliveryFilter(incident: first, message: message)) == 0)
    }

    @Test func `a delivery is shown with its message, reader, state and attempts`() async throws {
        let listed = try await scene.deliveries(DeliveryFilter(incident: first, address: "bo@example.com"))
        let item = try #require(listed.items("items").first)
        #expect(item.text("channel") == "mail")
        #expect(item.text("locale") == "de")
        #expect(item.text("state") == "pending")
        #expect(item.text("incident") == first.text)
        #expect(item.text("update")?.hasPrefix("upd_") == true)
        #expect(item.integer("attempt_count") == 0)
        #expect(item["attempts"] == nil)
        let id = try #require(item.text("id").flatMap { Delivery.ID($0) })
        let shown = try await scene.hub.show(id, to: HubScene.ada).document
        #expect(shown.at("attempts")?.content == .list([]))
        #expect(shown.text("to") == "bo@example.com")
        let unknown = await #expect(throws: Fault.self) {
            try await scene.hub.show(Delivery.ID(9_999), to: HubScene.ada)
        }
        #expect(unknown?.code == .notFound)
    }

    @Test func `a cursor that leads nowhere is the end`() async throws {
        let page = try await scene.deliveries(after: Delivery.ID(999_999))
        #expect(page.items("items").isEmpty)
        #expect(page.at("next_cursor")?.content == .null)
    }
}
