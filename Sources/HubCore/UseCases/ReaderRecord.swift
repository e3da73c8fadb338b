// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
import Outbox

/// Everything that is kept of one reader, as the reader is entitled to see it.
private struct ReaderRecord: Encodable {
    struct Choice: Encodable {
        let audience: AudienceName
        let interest: Interest
        let source: Membership.Source
        let chosen: Bool
    }

    struct Sending: Encodable {
        let message: Message.ID
        let incident: IncidentReference.ID?
        let state: DeliveryState
        let createdAt: Timestamp
        let finishedAt: Timestamp?

        private enum CodingKeys: String, CodingKey {
            case message, incident, state
            case createdAt = "created_at"
            case finishedAt = "finished_at"
        }
    }

    let destination: Destination
    let choices: [Choice]
    let confirmedAt: Timestamp?
    let suppression: Suppression?
    let fullMailbox: FullMailbox?
    let deliveries: [Sending]

    private enum CodingKeys: String, CodingKey {
        case destination, choices, suppression, deliveries
        case confirmedAt = "confirmed_at"
        case fullMailbox = "full_mailbox"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        // Where a secret is kept is the hub's affair.
        var shown = destination
        shown.secret = nil
        try values.encode(shown, forKey: .destination)
        try values.encode(choices, forKey: .choices)
        try values.encode(confirmedAt, forKey: .confirmedAt)
        try values.encode(suppression, forKey: .suppression)
        try values.encodeIfPresent(fullMailbox, forKey: .fullMailbox)
        try values.encode(deliveries, forKey: .deliveries)
    }
}

extension Hub {
    /// What is kept of the reader behind a token, as JSON; nil where the token is none of ours.
    package func readerRecord(_ token: String) async throws(Fault) -> Reply? {
        guard let (channel, address) = readerTokens.chooser(token) else { return nil }
        return try reply(200, try await record(of: address, on: channel))
    }

    /// Forgets the reader behind a token.
    ///
    /// - Returns: whether the token is one of ours.
    package func eraseReader(_ token: String) async throws(Fault) -> Bool {
        guard let (channel, address) = readerTokens.chooser(token) else { return false }
        _ = try await erase(address, on: channel, by: "reader")
        return true
    }

    /// What is kept of one reader, for whoever answers for it.
    package func subscriber(
        at address: String,
        on channel: ChannelName,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        let address = canonical(address, on: channel)
        let isKnown = try await storage.read { reader throws(Fault) in
            try reader.destination(channel: channel, address: address) != nil
        }
        guard isKnown else { throw .noSubscriber }
        return try reply(200, try await record(of: address, on: channel))
    }

    /// Forgets one reader: address, details and choices, and what waits.
    ///
    /// The records of deliveries stay, without them.
    package func eraseSubscriber(
        at address: String,
        on channel: ChannelName,
        by principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        guard try await erase(canonical(address, on: channel), on: channel, by: principal.name) else {
            throw .noSubscriber
        }
        return try reply(200, ["state": "erased"])
    }

    private func erase(_ address: String, on channel: ChannelName, by actor: String) async throws(Fault) -> Bool {
        let places = namesakes(of: address, on: channel)
        let now = clock.now
        // Kept answers may be many: all of them are gone through on a snapshot, and then only those that have come since.
        let named = try await storage.read { reader throws(Fault) -> [IdempotentAnswer]? in
            for place in places where try reader.destination(channel: place.channel, address: place.address) != nil {
                return try Self.answers(naming: places, since: .distantPast, in: reader)
            }
            return nil
        }
        guard let named else { return false }
        return try await storage.write { transaction throws(Fault) in
            let recent = try Self.answers(naming: places, since: now - .seconds(60), in: transaction)
            for answer in named + recent {
                guard let kept = try transaction.answer(toKey: answer.key, of: answer.principal) else { continue }
                try transaction.keep(kept.striking(places.map { $0.address }))
            }
            var isKnown = false
            for place in places where try transaction.erase(channel: place.channel, address: place.address) {
                isKnown = true
            }
            guard isKnown else { return false }
            try AuditTrail.record("subscriber.erased", on: channel.text, by: actor, at: now, in: transaction)
            return true
        }
    }

    private static func answers(
        naming places: [(channel: ChannelName, address: String)],
        since moment: Timestamp,
        in reader: any StorageReader
    ) throws(Fault) -> [IdempotentAnswer] {
        var found: [IdempotentAnswer] = []
        for address in Set(places.map { $0.address }) {
            found += try reader.answers(holding: IdempotentAnswer.quoted(address), since: moment)
        }
        return found
    }

    private func record(of address: String, on channel: ChannelName) async throws(Fault) -> ReaderRecord {
        try await storage.read { reader throws(Fault) in
            let filter = DeliveryFilter(channel: channel, address: address)
            var deliveries: [DeliveryRecord] = []
            var page: [DeliveryRecord]
            repeat {
                page = try reader.deliveries(matching: filter, after: deliveries.last?.id, limit: 500)
                deliveries += page
            } while page.count == 500 && deliveries.count < 10_000
            return ReaderRecord(
                destination: try reader.destination(channel: channel, address: address)
                    ?? Destination(channel: channel, address: address),
                choices: try reader.memberships(channel: channel, address: address)
                    .map {
                        ReaderRecord.Choice(
                            audience: $0.audience,
                            interest: $0.interest,
                            source: $0.source,
                            chosen: $0.isChosen
                        )
                    },
                confirmedAt: try reader.confirmation(channel: channel, address: address),
                suppression: try reader.suppression(channel: channel, address: address),
                fullMailbox: try reader.fullMailbox(channel: channel, address: address),
                deliveries: deliveries.map {
                    ReaderRecord.Sending(
                        message: $0.message,
                        incident: $0.incident,
                        state: $0.state,
                        createdAt: $0.createdAt,
                        finishedAt: $0.finishedAt
                    )
                }
            )
        }
    }
}

extension IdempotentAnswer {
    /// An address as it stands in an answer: others' may end like it, but not begin like it as well.
    fileprivate static func quoted(_ address: String) throws(Fault) -> String {
        String(decoding: try JSONText.encode(address), as: UTF8.self)
    }

    fileprivate func striking(_ addresses: [String]) throws(Fault) -> IdempotentAnswer {
        var text = String(decoding: body, as: UTF8.self)
        for address in addresses { text = text.replacing(try Self.quoted(address), with: "\"erased\"") }
        var struck = self
        struck.body = Array(text.utf8)
        return struck
    }
}

extension Fault {
    fileprivate static var noSubscriber: Fault {
        Fault(.notFound, "There is no such reader on that channel.", context: ["where": "?address"])
    }
}
