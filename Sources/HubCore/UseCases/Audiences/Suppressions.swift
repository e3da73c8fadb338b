// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Excluding an address: what is given, read from JSON.
package struct SuppressAddress: Sendable {
    let channel: ChannelName
    let address: String
    let reason: SuppressionReason
    let note: String?

    package init(_ document: Document, channels: [ChannelName]) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let known = channels.map(\.text).sorted()
        let channel = fields.parsed("channel", "a configured channel", required: true, choices: known) {
            known.contains($0) ? ChannelName($0) : nil
        }
        let address = fields.parsed("to", "an address", required: true) {
            (1...2_048).contains($0.utf8.count) ? $0 : nil
        }
        let reason = fields.parsed("reason", "a reason", choices: SuppressionReason.allCases.map(\.rawValue)) {
            SuppressionReason(rawValue: $0)
        }
        self.note = fields.string("note")
        fields.finish()
        try problems.throwIfAny()
        guard let channel, let address else { throw Fault(.schemaInvalid, "The address cannot be read.") }
        self.channel = channel
        self.address = address
        self.reason = reason ?? .withheld
    }
}

extension Hub {
    /// A page of the addresses that nothing is sent to.
    package func suppressions(
        on channel: ChannelName?,
        after cursor: Int64,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        let (suppressed, next) = try await storage.read { reader throws(Fault) in
            try reader.suppressions(on: channel, after: cursor, limit: limit)
        }
        return try reply(
            200,
            Page(items: suppressed.map { SuppressionView($0) }, nextCursor: next.map { "\($0)" })
        )
    }

    /// Excludes an address from every message, and withdraws what waits for it.
    package func suppress(
        _ command: SuppressAddress,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        return try await once(idempotency) { keep async throws(Fault) in
            _ = try await self.suppress(
                command.address,
                on: command.channel,
                because: command.reason,
                note: command.note,
                by: principal.name,
                isRecorded: true
            )
            let view = SuppressionView(
                SuppressedAddress(
                    channel: command.channel,
                    address: self.canonical(command.address, on: command.channel),
                    suppression: Suppression(command.reason, since: self.clock.now, note: command.note)
                )
            )
            let reply = try self.reply(201, view)
            try await self.storage.write { transaction throws(Fault) in try keep(transaction, reply) }
            return reply
        }
    }

    /// Takes an address in again: on its channel, and on every other channel of the same kind.
    package func unsuppress(
        _ address: String,
        on channel: ChannelName,
        by principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let places = namesakes(of: address, on: channel)
        let now = clock.now
        let wasThere = try await storage.write { transaction throws(Fault) in
            var wasThere = false
            for place in places where try transaction.suppression(channel: place.channel, address: place.address) != nil
            {
                try transaction.suppress(nil, channel: place.channel, address: place.address, isRecorded: false)
                wasThere = true
            }
            guard wasThere else { return false }
            try AuditTrail.record(
                "destination.unsuppressed",
                on: channel.text,
                by: principal.name,
                at: now,
                detail: ["destination": ContentDigest.hexadecimal(of: places[0].address.utf8)],
                in: transaction
            )
            return true
        }
        guard wasThere else {
            throw Fault(.notFound, "That address is not excluded on “\(channel)”.", context: ["where": "?to"])
        }
        return try reply(200, ["channel": channel.text, "state": "taken_in_again"])
    }
}

struct SuppressionView: Encodable {
    private let suppressed: SuppressedAddress

    init(_ suppressed: SuppressedAddress) { self.suppressed = suppressed }

    private enum CodingKeys: String, CodingKey { case channel, to, reason, since, note }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(suppressed.channel, forKey: .channel)
        try values.encode(suppressed.address, forKey: .to)
        try values.encode(suppressed.suppression.reason, forKey: .reason)
        try values.encode(suppressed.suppression.since, forKey: .since)
        try values.encodeIfPresent(suppressed.suppression.note, forKey: .note)
    }
}
