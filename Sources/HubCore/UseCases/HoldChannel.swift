// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
import Outbox

/// Holding a channel, or one destination of it: what is given, read from JSON.
package struct HoldChannel: Sendable {
    /// The address of the one destination; nil for the whole channel.
    var address: String?
    var reason: String?

    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        self.address = fields.parsed("destination", "an address") { $0.isEmpty ? nil : $0 }
        self.reason = fields.parsed("reason", "a reason of 1 to 200 characters") {
            (1...200).contains($0.count) ? $0 : nil
        }
        fields.finish()
        try problems.throwIfAny()
    }

    /// Why it is held, as everyone who asks is told.
    fileprivate func fault(by principal: Principal, at now: Timestamp) -> Fault {
        let words = "Held by \(principal.name)" + (reason.map { ": \($0)" } ?? ".")
        var fault = Fault(address == nil ? .channelHeld : .destinationHeld, words, context: ["by": principal.name])
        fault.at = now
        return fault
    }
}

extension Hub {
    /// Keeps a whole channel, or one of its destinations, back until someone releases it; its deliveries are kept.
    ///
    /// What is held already stays as it is.
    package func hold(
        _ name: ChannelName,
        _ command: HoldChannel,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        _ = try find(name)
        return try await once(idempotency) { keep async throws(Fault) in
            let now = self.clock.now
            let fault = command.fault(by: principal, at: now)
            let (reply, held) = try await self.storage.write { transaction throws(Fault) in
                let held =
                    if let address = command.address.map({ self.canonical($0, on: name) }) {
                        try self.hold(address, on: name, because: fault, now: now, in: transaction)
                    } else {
                        try self.hold(name, because: fault, now: now, in: transaction)
                    }
                var detail = ["reason": command.reason ?? ""]
                if let address = command.address { detail["destination"] = ContentDigest.hexadecimal(of: address.utf8) }
                try AuditTrail.record(
                    command.address == nil ? "channel.held" : "destination.held",
                    on: name.text,
                    by: principal.name,
                    at: now,
                    detail: detail,
                    in: transaction
                )
                let reply = try self.reply(
                    200,
                    HoldView(channel: name, address: command.address, fault: FaultCatalogue.shipped.advised(held))
                )
                try keep(transaction, reply)
                return (reply, held)
            }
            if command.address == nil { self.engine.hold(name, because: held) }
            return reply
        }
    }

    /// - Returns: why it is held from now on.
    private func hold(
        _ name: ChannelName,
        because fault: Fault,
        now: Timestamp,
        in transaction: any StorageTransaction
    ) throws(Fault) -> Fault {
        if let before = try transaction.heldChannels()[name] { return before }
        try transaction.setHeld(fault, channel: name, now: now)
        return fault
    }

    private func hold(
        _ address: String,
        on name: ChannelName,
        because fault: Fault,
        now: Timestamp,
        in transaction: any StorageTransaction
    ) throws(Fault) -> Fault {
        if try transaction.hold(channel: name, address: address, because: fault, now: now) { return fault }
        let before = try transaction.heldDestinations(on: name, limit: .max).first { $0.destination.address == address }
        guard let before else { throw Fault.noDestination(on: name) }
        return before.fault
    }

    /// The destinations of a channel that are held, newest first.
    package func heldDestinations(
        on name: ChannelName,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.read)
        _ = try find(name)
        let held = try await storage.read { reader throws(Fault) in
            try reader.heldDestinations(on: name, limit: limit)
        }
        return try reply(200, Page(items: held.map { HeldDestinationView(held: $0) }, nextCursor: nil))
    }

    /// Tells the engine which channels people have held: before anything is delivered.
    package func handOverHeldChannels() async throws(Fault) {
        let held = try await storage.read { reader throws(Fault) in try reader.heldChannels() }
        for (name, fault) in held.sorted(by: { $0.key < $1.key }) where channels[name] != nil {
            engine.hold(name, because: fault)
        }
    }
}

extension Fault {
    static func noDestination(on channel: ChannelName) -> Fault {
        Fault(
            .notFound,
            "No audience and no message so far has that address on channel “\(channel)”.",
            suggestedAction: "Write the address as the configuration, the file or the message does.",
            context: ["where": "/destination"]
        )
    }
}

private struct HoldView: Encodable {
    let channel: ChannelName
    let address: String?
    let fault: Fault
    let state = ChannelStatus.State.held

    private enum CodingKeys: String, CodingKey {
        case channel, fault, state
        case address = "destination"
    }
}

private struct HeldDestinationView: Encodable {
    let held: HeldDestination

    private enum CodingKeys: String, CodingKey { case channel, to, locale, tags, since, fault, held }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(held.destination.channel, forKey: .channel)
        try values.encode(held.destination.address, forKey: .to)
        try values.encode(held.destination.locale, forKey: .locale)
        try values.encode(held.destination.tags, forKey: .tags)
        try values.encode(held.since, forKey: .since)
        try values.encode(FaultCatalogue.shipped.advised(held.fault), forKey: .fault)
        try values.encode(held.held, forKey: .held)
    }
}
