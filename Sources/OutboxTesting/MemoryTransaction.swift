// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What a closure is lent to fill a ``MemoryLedger`` and to look into it.
final class MemoryTransaction: OutboxWriting, OutboxReading {
    private(set) var state: MemoryLedgerState
    private let immediateLimit: Int

    init(_ state: MemoryLedgerState, immediateLimit: Int) {
        self.state = state
        self.immediateLimit = immediateLimit
    }

    // MARK: - Writing

    /// The ledger in memory keeps no audiences: every one that is named is unknown.
    func enqueue(
        _ message: OutboxMessage,
        to recipients: Recipients,
        planner: any DeliveryPlanner
    ) throws(Fault) -> EnqueueResult {
        if let audience = recipients.audiences.first {
            throw Fault(.audienceUnknown, "There is no audience “\(audience.text)”.")
        }
        let destinations = recipients.destinations.filter { recipients.channels?.contains($0.channel) ?? true }
        return state.enqueue(message, destinations: destinations, immediateLimit: immediateLimit, planner: planner)
    }

    func replay(
        _ id: Delivery.ID,
        priority: Priority,
        force: Bool,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> ReplayOutcome {
        let force = MemoryLedgerState.Force(delivered: force, expired: force)
        guard let outcome = state.replay(id, priority: priority, force: force, now: now, planner: planner) else {
            throw Fault(.notFound, "There is no delivery “\(id)”.")
        }
        return outcome
    }

    func insert(_ recovery: Recovery) throws(Fault) { state.recoveries.append(recovery) }

    func set(_ state: Recovery.State, ofRecovery id: Recovery.ID, now: Timestamp) throws(Fault) -> Recovery? {
        self.state.set(state, ofRecovery: id, now: now)
    }

    func hold(channel: ChannelName, address: String, because fault: Fault, now: Timestamp) throws(Fault) -> Bool {
        guard let id = state.destinationID(channel: channel, address: address) else { return false }
        return state.hold(id, because: fault, now: now)
    }

    func release(
        channel: ChannelName,
        address: String,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Expansion? {
        guard let id = state.destinationID(channel: channel, address: address) else { return nil }
        return state.release(id, choice, limit: limit, now: now, planner: planner)
    }

    func setHeld(_ fault: Fault?, channel: ChannelName, now: Timestamp) throws(Fault) {
        state.heldChannels[channel] = fault
        guard fault == nil else { return }
        for index in state.contacts.indices where state.contacts[index].destination.channel == channel {
            state.contacts[index].failing = nil
        }
    }

    func cancelWaiting(on channel: ChannelName, because fault: Fault, limit: Int, now: Timestamp) throws(Fault) -> Int {
        state.cancelWaiting(on: channel, because: fault, limit: limit, now: now)
    }

    func prune(_ retention: Retention, limit: Int, now: Timestamp) throws(Fault) -> Int {
        state.prune(retention, limit: limit, now: now)
    }

    // MARK: - Reading

    func deliveries(
        matching filter: DeliveryFilter,
        after cursor: Delivery.ID?,
        limit: Int
    ) throws(Fault) -> [DeliveryRecord] {
        let found = state.records(matching: filter).reversed()
            .filter { record in
                cursor.map { record.id < $0 } ?? true
            }
        return Array(found.prefix(limit))
    }

    func delivery(_ id: Delivery.ID) throws(Fault) -> DeliveryRecord? { state.rows[id]?.record }

    func attempts(of delivery: Delivery.ID) throws(Fault) -> [AttemptRecord] { state.attempts[delivery] ?? [] }

    func tally(ofIncident incident: IncidentReference.ID) throws(Fault) -> [DeliveryState: Int] {
        state.count(matching: DeliveryFilter(incident: incident))
    }

    func tally(ofMessage message: Message.ID) throws(Fault) -> [DeliveryState: Int] {
        state.count(matching: DeliveryFilter(message: message))
    }

    func count(matching filter: DeliveryFilter) throws(Fault) -> [DeliveryState: Int] {
        state.count(matching: filter)
    }

    func reconcile(_ filter: DeliveryFilter) throws(Fault) -> [Reconciliation] { state.reconcile(filter) }

    func statistics(since: Timestamp) throws(Fault) -> [HourlyCount] { state.statistics(since: since) }

    func recoveries(limit: Int) throws(Fault) -> [Recovery] { Array(state.recoveries.reversed().prefix(limit)) }

    func recovery(_ id: Recovery.ID) throws(Fault) -> Recovery? { state.recoveries.first { $0.id == id } }

    func heldDestinations(on channel: ChannelName?, limit: Int) throws(Fault) -> [HeldDestination] {
        state.heldDestinations(on: channel, limit: limit)
    }

    func heldChannels() throws(Fault) -> [ChannelName: Fault] { state.heldChannels }
}
