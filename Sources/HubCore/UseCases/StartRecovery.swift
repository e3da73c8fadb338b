// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Outbox

/// Sending anew everything that a filter names: what is given, read from JSON.
package struct StartRecovery: Sendable {
    var filter: DeliveryFilter
    /// Whether what is past its time is given a new term.
    var includesExpired: Bool
    /// Only counts.
    var isDryRun: Bool

    /// - Throws: the first of everything that is wrong with the document.
    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        self.filter = .read(fields)
        self.includesExpired = fields.boolean("include_expired") ?? false
        self.isDryRun = fields.boolean("dry_run") ?? false
        fields.finish()
        try problems.throwIfAny()
        // As the ledger takes it; said here, so that everyone can see what was meant.
        if filter.states == nil { filter.states = [.dead] }
    }
}

extension Hub {
    /// Starts a recovery, which the engine goes through page by page beside all other work; or, as a dry run, says what
    /// it would come to and keeps nothing.
    package func recover(
        _ command: StartRecovery,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        try requireChannel(command.filter.channel)
        var command = command
        command.filter = canonical(command.filter)
        let now = clock.now
        // What is made from now on is no part of it.
        command.filter.until = min(command.filter.until ?? now + .milliseconds(1), now + .milliseconds(1))
        let plan = command
        if plan.isDryRun { return try reply(200, try await forecast(of: plan, now: now)) }
        return try await once(idempotency) { keep async throws(Fault) in
            try self.storage.checkRoom()
            let recovery = Recovery(
                id: self.makeIdentifier("rec"),
                filter: plan.filter,
                includesExpired: plan.includesExpired,
                createdAt: now,
                createdBy: principal.name
            )
            let reply = try await self.storage.write { transaction throws(Fault) in
                try transaction.insert(recovery)
                try AuditTrail.record(
                    "recovery.started",
                    on: recovery.id.text,
                    by: principal.name,
                    at: now,
                    detail: [
                        "filter": String(decoding: try JSONText.encode(plan.filter.withoutAddress.view), as: UTF8.self),
                        "include_expired": "\(plan.includesExpired)",
                    ],
                    in: transaction
                )
                let reply = try self.reply(202, RecoveryView(recovery))
                try keep(transaction, reply)
                return reply
            }
            self.engine.wake([])
            return reply
        }
    }

    private func requireChannel(_ name: ChannelName?) throws(Fault) {
        guard let name, channels[name] == nil else { return }
        throw Fault(
            .channelUnknown,
            "There is no channel “\(name)”.",
            suggestedAction: NearestName.of(name.text, in: channelNames.map(\.text)).map { "Did you mean “\($0)”?" },
            context: ["where": "/channel"]
        )
    }

    /// Counted from the records, channel by channel: what a channel accepted longer ago than its messages are of use
    /// counts as expired.
    private func forecast(of command: StartRecovery, now: Timestamp) async throws(Fault) -> RecoveryForecast {
        let names = command.filter.channel.map { [$0] } ?? channelNames
        let terms = names.compactMap { name in channels[name].map { (name, now - $0.retry.expires) } }
        return try await storage.read { reader throws(Fault) in
            let matching = try reader.count(matching: command.filter)
            guard !command.includesExpired else {
                return RecoveryForecast(command, matching: matching, inTime: matching)
            }
            var inTime: [DeliveryState: Int] = [:]
            for (name, beginning) in terms {
                var filter = command.filter
                filter.channel = name
                filter.since = max(filter.since ?? beginning, beginning)
                inTime.merge(try reader.count(matching: filter)) { $0 + $1 }
            }
            return RecoveryForecast(command, matching: matching, inTime: inTime)
        }
    }
}

/// What a recovery would come to.
private struct RecoveryForecast: Encodable, Sendable {
    let command: StartRecovery
    /// Everything that the filter names, by state.
    let matching: [DeliveryState: Int]
    /// As far as the states say: what is overtaken or whose destination is held is seen only when its turn comes.
    let wouldSend: Int

    init(_ command: StartRecovery, matching: [DeliveryState: Int], inTime: [DeliveryState: Int]) {
        self.command = command
        self.matching = matching
        self.wouldSend = inTime.filter { Self.isSent($0.key, includingExpired: command.includesExpired) }.values
            .reduce(0, +)
    }

    /// Whether deliveries of that state are sent anew, as far as the state alone says.
    private static func isSent(_ state: DeliveryState, includingExpired: Bool) -> Bool {
        switch state {
        case .dead, .held, .retrying, .pending, .cancelled, .rerouted: true
        case .expired: includingExpired
        case .inFlight, .delivered, .superseded: false
        }
    }

    private enum CodingKeys: String, CodingKey {
        case filter, matching
        case isDryRun = "dry_run"
        case includesExpired = "include_expired"
        case wouldSend = "would_send"
        case wouldSkip = "would_skip"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(true, forKey: .isDryRun)
        try values.encode(command.filter.view, forKey: .filter)
        try values.encode(command.includesExpired, forKey: .includesExpired)
        try values.encode(
            Dictionary(uniqueKeysWithValues: matching.map { ($0.key.rawValue, $0.value) }),
            forKey: .matching
        )
        try values.encode(wouldSend, forKey: .wouldSend)
        try values.encode(matching.values.reduce(0, +) - wouldSend, forKey: .wouldSkip)
    }
}

extension DeliveryFilter {
    /// As the audit trail keeps it for good: whose address it was can be told by who knows the address.
    fileprivate var withoutAddress: DeliveryFilter {
        var filter = self
        filter.address = address.map { ContentDigest.hexadecimal(of: $0.utf8) }
        filter.otherForms = nil
        return filter
    }
}
