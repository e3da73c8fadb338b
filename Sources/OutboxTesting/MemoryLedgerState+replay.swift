// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Sending anew: one delivery, or all that a recovery's filter names.
extension MemoryLedgerState {
    /// What is done in spite of everything.
    struct Force {
        let delivered: Bool
        let expired: Bool
    }

    /// - Returns: nil where there is no such delivery.
    mutating func replay(
        _ id: Delivery.ID,
        priority: Priority,
        force: Force,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) -> ReplayOutcome? {
        guard let row = rows[id] else { return nil }
        if row.record.state == .inFlight { return .busy }
        let contact = contact(row.destinationID)
        if let hold = contact.hold { return .refused(hold.fault) }
        if contact.isUnsubscribed, messages[row.record.message]?.isSolicited != true {
            return .refused(Fault(.unsubscribed, "Nothing is sent to its reader any more."))
        }
        let isPast = row.record.expiresAt <= now
        if !row.isWaiting {
            let hasArrived = row.record.state == .delivered || isReachedElsewhere(id)
            if hasArrived, !force.delivered { return .delivered }
            if isOvertaken(row) { return .overtaken }
        }
        if isPast, !force.expired { return .expired }
        let plan = planner.plan(for: contact.destination, priority: priority, acceptedAt: now)
        if case .dead(let fault) = plan.start { return .refused(fault) }
        if isPast { rows[id]?.record.expiresAt = plan.expiresAt }
        if row.isWaiting {
            hasten(row, priority: priority, now: now)
        } else {
            renew(row, plan: plan, priority: priority, now: now)
        }
        guard let lane = rows[id]?.lane, let status = status(of: lane) else { return nil }
        return .replayed(status)
    }

    /// What waits for its first attempt or a retry is due now, as new work, where its turn has come.
    private mutating func hasten(_ row: Row, priority: Priority, now: Timestamp) {
        let id = row.record.id
        takeOut(id)
        rows[id]?.record.state = .pending
        rows[id]?.record.fault = nil
        rows[id]?.failures = 0
        rows[id]?.priority = min(row.priority, priority)
        if row.record.dueAt != nil { makeReady(id, due: now) }
    }

    private mutating func renew(_ row: Row, plan: DeliveryPlan, priority: Priority, now: Timestamp) {
        let id = row.record.id
        let lane = lane(channel: row.record.destination.channel, host: plan.host)
        reopen(id)
        rows[id]?.lane = lane
        rows[id]?.record.receipt = nil
        rows[id]?.record.generation += 1
        rows[id]?.priority = priority
        rows[id]?.order = plan.order
        enter(id, due: now, now: now)
        guard !row.isStep, row.record.reroutedTo == nil, let patience = plan.patience else {
            rows[id]?.patienceEnds = nil
            return
        }
        rows[id]?.head = row.head ?? row.destinationID
        wait(id, until: now + patience)
    }

    /// Whether the reader has been sent, or is owed, a newer update that this one would follow.
    ///
    /// Where all updates count, it goes before those that wait still.
    private func isOvertaken(_ row: Row) -> Bool {
        guard let thread = row.thread else { return false }
        if delivered[thread] ?? 0 > row.sequence { return true }
        return (open[thread] ?? []).compactMap { rows[$0] }
            .contains { $0.sequence > row.sequence && (row.order == .latest || $0.record.state == .inFlight) }
    }

    // MARK: - Recoveries

    mutating func set(_ state: Recovery.State, ofRecovery id: Recovery.ID, now: Timestamp) -> Recovery? {
        guard let index = recoveries.firstIndex(where: { $0.id == id }) else { return nil }
        if recoveries[index].isOpen {
            recoveries[index].state = state
            if !recoveries[index].isOpen { recoveries[index].finishedAt = now }
        }
        return recoveries[index]
    }

    /// One page of the oldest recovery that is running.
    mutating func recover(limit: Int, now: Timestamp, planner: any DeliveryPlanner) -> Expansion {
        touched = []
        guard let index = recoveries.firstIndex(where: { $0.state == .running }) else { return Expansion() }
        var recovery = recoveries[index]
        let page = deliveries(of: recovery).prefix(limit)
        let force = Force(delivered: false, expired: recovery.includesExpired)
        var created = 0
        for (place, id) in page {
            if case .replayed = replay(id, priority: .backfill, force: force, now: now, planner: planner) {
                created += 1
            }
            recoveryPlaces[recovery.id] = place
        }
        recovery.examined += page.count
        recovery.replayed += created
        recovery.skipped += page.count - created
        if page.count < limit {
            recovery.state = .finished
            recovery.finishedAt = now
        }
        recoveries[index] = recovery
        return Expansion(
            lanes: statuses(of: touched),
            created: created,
            isFinished: !recoveries.contains { $0.state == .running }
        )
    }

    /// What a recovery still has to go through, oldest message first.
    private func deliveries(of recovery: Recovery) -> [(place: RecoveryPlace, id: Delivery.ID)] {
        var filter = recovery.filter
        if filter.states?.isEmpty ?? true { filter.states = [.dead] }
        let last = recoveryPlaces[recovery.id]
        return rows.values
            .filter { filter.matches($0.record) }
            .map { row in
                let message = messageNumbers[row.record.message] ?? 0
                return (RecoveryPlace(message: message, destination: row.destinationID), row.record.id)
            }
            .filter { place, _ in last.map { place > $0 } ?? true }
            .sorted { $0.0 < $1.0 }
    }
}

extension Recovery {
    /// Whether it is not over.
    fileprivate var isOpen: Bool { state == .running || state == .paused }
}
