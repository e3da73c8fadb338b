// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
import Outbox

/// Releasing a channel, or one destination of it: what is given, read from JSON.
package struct ReleaseChannel: Sendable {
    /// The address of the one destination; nil for the whole channel.
    var address: String?
    /// What becomes of what was held; nil where the request does not say.
    var choice: ReleaseChoice?

    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        self.address = fields.parsed("destination", "an address") { $0.isEmpty ? nil : $0 }
        self.choice = fields.parsed(
            "held",
            "a choice of what becomes of what was held",
            choices: ReleaseChoice.allCases.map(\.rawValue)
        ) { ReleaseChoice(rawValue: $0) }
        fields.finish()
        try problems.throwIfAny()
    }
}

extension Hub {
    /// How many deliveries one transaction deals with.
    private static let page = 1_000

    /// Lets a channel, or one of its destinations, be reached again.
    ///
    /// A channel that nobody holds and that is in quarantine is tried at once. Where deliveries have gathered, the
    /// command must say what becomes of them; it is gone through page by page, and can be repeated where it was cut off.
    ///
    /// - Throws: ``FaultCode/choiceNeeded`` with how many there are.
    package func release(
        _ name: ChannelName,
        _ command: ReleaseChannel,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let channel = try find(name)
        return try await once(idempotency) { keep async throws(Fault) in
            if let address = command.address.map({ self.canonical($0, on: name) }) {
                try await self.release(address, on: name, command.choice, by: principal, keep: keep)
            } else {
                try await self.release(channel, command.choice, by: principal, keep: keep)
            }
        }
    }

    // MARK: One destination

    private typealias Keeping = @Sendable (any StorageTransaction, Reply) throws(Fault) -> Void

    private func release(
        _ address: String,
        on name: ChannelName,
        _ choice: ReleaseChoice?,
        by principal: Principal,
        keep: @escaping Keeping
    ) async throws(Fault) -> Reply {
        let held = try await storage.read { reader throws(Fault) in
            try reader.heldDestinations(on: name, limit: .max).first { $0.destination.address == address }
        }
        // One that was let go and not gone through to its end is no longer held, and is gone on with.
        guard held != nil || choice != nil else { throw Fault.noHeldDestination(on: name) }
        let choice = try Self.choice(choice, forHeld: held?.held ?? 0)
        var dealtWith = 0
        var isFirst = true
        while true {
            let (view, lanes) = try await storage.write { [dealtWith, isFirst] transaction throws(Fault) in
                let now = self.clock.now
                let page = try transaction.release(
                    channel: name,
                    address: address,
                    choice,
                    limit: Self.page,
                    now: now,
                    planner: self.channels
                )
                guard page != nil || !isFirst else { throw Fault.noHeldDestination(on: name) }
                if isFirst {
                    try AuditTrail.record(
                        "destination.released",
                        on: name.text,
                        by: principal.name,
                        at: now,
                        detail: [
                            "destination": ContentDigest.hexadecimal(of: address.utf8), "held": choice.rawValue,
                            "deliveries": "\(held?.held ?? 0)",
                        ],
                        in: transaction
                    )
                }
                let view = ReleaseView(
                    channel: name,
                    address: address,
                    choice: choice,
                    deliveries: dealtWith + (page?.created ?? 0),
                    isFinished: page?.isFinished ?? true
                )
                if view.isFinished { try keep(transaction, try self.reply(200, view)) }
                return (view, page?.lanes ?? [])
            }
            engine.wake(lanes)
            if view.isFinished { return try reply(200, view) }
            dealtWith = view.deliveries
            isFirst = false
        }
    }

    // MARK: A whole channel

    private func release(
        _ channel: ConfiguredChannel,
        _ choice: ReleaseChoice?,
        by principal: Principal,
        keep: @escaping Keeping
    ) async throws(Fault) -> Reply {
        let name = channel.name
        let filter = DeliveryFilter(states: [.pending, .retrying], channel: name)
        let (isHeld, waiting) = try await storage.read { reader throws(Fault) in
            let isHeld = try reader.heldChannels()[name] != nil
            return (isHeld, isHeld ? try reader.count(matching: filter).values.reduce(0, +) : 0)
        }
        let choice = try Self.choice(choice, forHeld: waiting)
        if choice == .latest, channel.order == .all, waiting > 0 {
            throw Fault(
                .choiceNeeded,
                "On channel “\(name)” every update is sent in order: not only the latest of what waits can be.",
                suggestedAction: "Say “held”: “all” or “none”.",
                context: ["where": "/held", "held": "\(waiting)"]
            )
        }
        // Withdrawn while the channel is still held, so that none of it leaves in the meantime.
        let cancelled = isHeld && choice == .none ? try await withdrawWaiting(on: name, by: principal) : 0
        let reply = try await storage.write { transaction throws(Fault) in
            let now = self.clock.now
            try transaction.setHeld(nil, channel: name, now: now)
            try AuditTrail.record(
                "channel.released",
                on: name.text,
                by: principal.name,
                at: now,
                detail: ["held": choice.rawValue, "waiting": "\(waiting)", "cancelled": "\(cancelled)"],
                in: transaction
            )
            let reply = try self.reply(
                200,
                ReleaseView(
                    channel: name,
                    address: nil,
                    choice: choice,
                    deliveries: choice == .none ? cancelled : waiting,
                    isFinished: true
                )
            )
            try keep(transaction, reply)
            return reply
        }
        engine.release(name)
        engine.wake([])
        return reply
    }

    private func withdrawWaiting(on name: ChannelName, by principal: Principal) async throws(Fault) -> Int {
        let fault = Fault(
            .withdrawn,
            "Withdrawn by \(principal.name) when the channel was released.",
            context: ["by": principal.name]
        )
        var count = 0
        while true {
            let page = try await storage.write { transaction throws(Fault) in
                try transaction.cancelWaiting(on: name, because: fault, limit: Self.page, now: self.clock.now)
            }
            count += page
            if page == 0 { return count }
        }
    }

    /// What was chosen; where nothing was held, nothing needs to be.
    private static func choice(_ choice: ReleaseChoice?, forHeld count: Int) throws(Fault) -> ReleaseChoice {
        if let choice { return choice }
        guard count > 0 else { return .all }
        throw Fault(
            .choiceNeeded,
            count == 1
                ? "One delivery was held: say what becomes of it."
                : "\(count) deliveries were held: say what becomes of them.",
            context: ["where": "/held", "held": "\(count)"]
        )
    }
}

extension Fault {
    fileprivate static func noHeldDestination(on channel: ChannelName) -> Fault {
        Fault(
            .notFound,
            "No destination of that address is held on channel “\(channel)”.",
            suggestedAction: "See what is held with “belfry channels show \(channel)”.",
            context: ["where": "/destination"]
        )
    }
}

private struct ReleaseView: Encodable, Sendable {
    let channel: ChannelName
    let address: String?
    let state = "released"
    let choice: ReleaseChoice
    /// How many deliveries were waiting; of one destination, how many were dealt with.
    let deliveries: Int
    let isFinished: Bool

    private enum CodingKeys: String, CodingKey {
        case channel, state, deliveries
        case address = "destination"
        case choice = "held"
    }
}
