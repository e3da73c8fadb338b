// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox

extension SQLiteReading {
    func tally(ofMessage message: Message.ID) throws(Fault) -> [DeliveryState: Int] {
        try flushTotals()
        let totals = try sql(
            "SELECT t.state, t.count FROM tally t JOIN message m ON m.id = t.message WHERE m.name = ?"
        )
        var tally: [DeliveryState: Int] = [:]
        try totals.each(message.text) { row in tally[DeliveryState(code: row.int(0)), default: 0] += row.int(1) }
        return tally.filter { $0.value != 0 }
    }

    func tally(ofIncident incident: IncidentReference.ID) throws(Fault) -> [DeliveryState: Int] {
        try flushTotals()
        let totals = try sql(
            """
            SELECT t.state, t.count FROM subject s JOIN message m ON m.subject = s.id
                JOIN tally t ON t.message = m.id WHERE s.incident = ?
            """
        )
        var tally: [DeliveryState: Int] = [:]
        try totals.each(incident.text) { row in tally[DeliveryState(code: row.int(0)), default: 0] += row.int(1) }
        return tally.filter { $0.value != 0 }
    }

    func count(matching filter: DeliveryFilter) throws(Fault) -> [DeliveryState: Int] {
        try flushTotals()
        let selection = try DeliverySelection(filter, on: database)
        let counts = try selection.prepare(
            """
            SELECT \(DeliverySelection.state), count(*)
            FROM message m CROSS JOIN \(DeliverySelection.tables)
            WHERE d.message = m.id \(selection.ofMessage) \(selection.ofDelivery) GROUP BY 1
            """
        )
        var count: [DeliveryState: Int] = [:]
        try selection.each(counts) { row in count[DeliveryState(code: row.int(0))] = row.int(1) }
        return count
    }

    func reconcile(_ filter: DeliveryFilter) throws(Fault) -> [Reconciliation] {
        try flushTotals()
        let selection = try DeliverySelection(filter, on: database)
        let counts = try selection.prepare(
            """
            SELECT c.name, \(DeliverySelection.state) AS state, count(*), sum(coalesce(f.attempt, d.attempts)),
                sum(d.state <> 2 AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery = d.id AND a.result = 3))
            FROM message m CROSS JOIN \(DeliverySelection.tables)
                JOIN lane l ON l.id = d.lane JOIN channel c ON c.id = l.channel
            WHERE d.message = m.id \(selection.ofMessage) \(selection.ofDelivery) GROUP BY l.channel, 2 ORDER BY c.name
            """
        )
        var parts: [Reconciliation] = []
        try selection.each(counts) { row throws(Fault) in
            let channel: ChannelName = try row.name(0)
            if parts.last?.channel != channel {
                parts.append(Reconciliation(channel: channel, states: [:], unknown: 0, attempts: 0))
            }
            parts[parts.count - 1].states[DeliveryState(code: row.int(1))] = row.int(2)
            parts[parts.count - 1].attempts += row.int(3)
            parts[parts.count - 1].unknown += row.int(4)
        }
        return parts
    }

    func statistics(since: Timestamp) throws(Fault) -> [HourlyCount] {
        try flushTotals()
        let hours = try sql(
            """
            SELECT c.name, s.hour, s.outcome, s.count FROM statistic s JOIN channel c ON c.id = s.channel
            WHERE s.hour >= ? ORDER BY c.name, s.hour, s.outcome
            """
        )
        return try hours.all(since.hour) { row throws(Fault) in
            HourlyCount(channel: try row.name(0), hour: row.time(1), outcome: row.text(2), count: row.int(3))
        }
    }
}
