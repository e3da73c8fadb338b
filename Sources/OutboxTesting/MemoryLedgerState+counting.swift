// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Looking up, counting and deleting.
extension MemoryLedgerState {
    /// In the order of the numbers.
    func records(matching filter: DeliveryFilter) -> [DeliveryRecord] {
        rows.values.map(\.record).filter(filter.matches).sorted { $0.id < $1.id }
    }

    func count(matching filter: DeliveryFilter) -> [DeliveryState: Int] {
        Dictionary(grouping: records(matching: filter), by: \.state).mapValues(\.count)
    }

    func reconcile(_ filter: DeliveryFilter) -> [Reconciliation] {
        let found = rows.values.filter { filter.matches($0.record) }
        return Dictionary(grouping: found, by: \.record.destination.channel)
            .map { channel, rows in
                Reconciliation(
                    channel: channel,
                    states: Dictionary(grouping: rows, by: \.record.state).mapValues(\.count),
                    unknown: rows.filter { $0.hasUnknown && $0.record.state != .delivered }.count,
                    attempts: rows.map(\.record.attempts).reduce(0, +)
                )
            }
            .sorted { $0.channel < $1.channel }
    }

    func statistics(since: Timestamp) -> [HourlyCount] {
        hours.filter { $0.key.hour >= since.hour }
            .map { HourlyCount(channel: $0.key.channel, hour: $0.key.hour, outcome: $0.key.outcome, count: $0.value) }
            .sorted { ($0.hour, $0.channel, $0.outcome) < ($1.hour, $1.channel, $1.outcome) }
    }

    // MARK: - Retention

    /// Deletes what is past its retention, at most `limit` rows.
    ///
    /// - Returns: how many.
    mutating func prune(_ retention: Retention, limit: Int, now: Timestamp) -> Int {
        var room = limit
        pruneAttempts(until: now - retention.attempts, room: &room)
        pruneMessages(until: now - retention.messages, room: &room)
        for hour in hours.keys where hour.hour <= now - retention.statistics && room > 0 {
            hours[hour] = nil
            room -= 1
        }
        return limit - room
    }

    private mutating func pruneAttempts(until end: Timestamp, room: inout Int) {
        for (id, row) in rows where row.record.state.losesAttempts && row.isOver(by: end) {
            deleteAttempts(of: id, room: &room)
        }
    }

    /// A message goes with all its deliveries, once the last of them is past its time.
    private mutating func pruneMessages(until end: Timestamp, room: inout Int) {
        let old = messages.values
            .filter { message in message.acceptedAt <= end && !fanouts.contains { $0.message.id == message.id } }
        let deliveries = Dictionary(grouping: rows.values, by: \.record.message)
        for message in old.map(\.id) {
            let mine = deliveries[message] ?? []
            guard mine.allSatisfy({ $0.record.state.isPrunable && $0.isOver(by: end) }) else { continue }
            for row in mine {
                let id = row.record.id
                deleteAttempts(of: id, room: &room)
                guard room > 0 else { return }
                rows[id] = nil
                attempts[id] = nil
                passedOnTo[id] = nil
                made[MadeKey(message: message, destination: row.destinationID)] = nil
                room -= 1
            }
            guard room > 0 else { return }
            messages[message] = nil
            messageNumbers[message] = nil
            if mine.isEmpty { room -= 1 }
        }
    }

    private mutating func deleteAttempts(of id: Delivery.ID, room: inout Int) {
        let count = min(room, attempts[id]?.count ?? 0)
        guard count > 0 else { return }
        attempts[id]?.removeFirst(count)
        room -= count
    }
}

extension MemoryLedgerState.Row {
    fileprivate func isOver(by end: Timestamp) -> Bool { record.finishedAt.map { $0 <= end } ?? false }
}

extension DeliveryState {
    /// Whether its deliveries ever go.
    fileprivate var isPrunable: Bool {
        switch self {
        case .delivered, .superseded, .expired, .rerouted, .cancelled: true
        case .pending, .inFlight, .retrying, .held, .dead: false
        }
    }

    /// Whether its deliveries' attempts go before them.
    fileprivate var losesAttempts: Bool { isPrunable && self != .expired }
}

extension DeliveryFilter {
    func matches(_ record: DeliveryRecord) -> Bool {
        if let incident, record.incident != incident { return false }
        if let message, record.message != message { return false }
        if let states, !states.contains(record.state) { return false }
        if let channel, record.destination.channel != channel { return false }
        if let addresses, !addresses.contains(record.destination.address) { return false }
        if let since, record.createdAt < since { return false }
        if let until, record.createdAt >= until { return false }
        if let faults { return record.fault.map { faults.contains($0.code) } ?? false }
        return true
    }
}
