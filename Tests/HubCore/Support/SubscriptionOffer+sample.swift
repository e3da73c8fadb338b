// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage

extension SubscriptionOffer {
    /// Audiences `public` and `buyers` by mail and webhook, about two components.
    static let sample = SubscriptionOffer(
        title: "Market",
        audiences: [Audience(.sample("public")), Audience(.sample("buyers"), title: ReaderText("Buyers"))],
        channels: [.sample("mail"), .sample("hooks")],
        components: [Component(.sample("checkout")), Component(.sample("search"))]
    )
}

extension HubScene {
    /// Asks for messages, and gives back the token that confirms them: the link of the message that was sent.
    func ask(_ body: String, from client: String? = nil) async throws -> String {
        try await hub.subscribe(SubscriptionRequest(json(body), offer: .sample), from: client)
        return try await lastToken()
    }

    /// The token in the newest message's link.
    func lastToken() async throws -> String {
        let message = try await questions().last
        return String(message?.facts.link?.split(separator: "/").last ?? "")
    }

    /// The messages that ask whether messages are wanted, oldest first.
    func questions() async throws -> [Message] {
        let ids = try await deliveries().items("items").compactMap { $0.text("message") }.reversed()
        var found: [Message] = []
        for id in ids {
            guard let id = Message.ID(id), let message = try await storage.ledger.message(id) else { continue }
            if message.content.standard.id.text.hasPrefix("cnf_") { found.append(message.content.standard) }
        }
        return found
    }

    func memberships(_ address: String, on channel: String = "mail") async throws -> [Membership] {
        try await storage.read { reader throws(Fault) in
            try reader.memberships(channel: .sample(channel), address: address)
        }
    }

    func suppress(_ address: String, _ reason: SuppressionReason) async throws {
        _ = try await hub.suppress(address, on: .sample("mail"), because: reason, by: "test", isRecorded: true)
    }

    func suppression(_ address: String) async throws -> SuppressionReason? {
        try await storage.read { reader throws(Fault) in
            try reader.suppression(channel: .sample("mail"), address: address)?.reason
        }
    }

    func destination(_ address: String, on channel: String = "mail") async throws -> Destination? {
        try await storage.read { reader throws(Fault) in
            try reader.destination(channel: .sample(channel), address: address)
        }
    }
}
