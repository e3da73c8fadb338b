// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox

extension SQLiteReading {
    func delivery(_ id: Delivery.ID) throws(Fault) -> DeliveryRecord? {
        try sql("\(DeliveryListing.columns) WHERE d.id = ?")
            .first(id.rawValue) { row throws(Fault) in try row.deliveryRecord() }
    }

    func deliveries(
        matching filter: DeliveryFilter,
        after cursor: Delivery.ID?,
        limit: Int
    ) throws(Fault) -> [DeliveryRecord] {
        guard let listing = try DeliveryListing(filter, on: database) else { return [] }
        return try listing.page(after: cursor, limit: limit)
    }

    func attempts(of delivery: Delivery.ID) throws(Fault) -> [AttemptRecord] {
        let ended = try sql(
            """
            SELECT a.number, a.started, a.ended, a.result, a.receipt, a.note, a.fault, e.node
            FROM attempt a JOIN epoch e ON e.id = a.epoch WHERE a.delivery = ? ORDER BY a.number
            """
        )
        let underWay = try sql(
            "SELECT f.attempt, f.started, e.node FROM inflight f JOIN epoch e ON e.id = f.epoch WHERE f.delivery = ?"
        )
        let past = try ended.all(delivery.rawValue) { row throws(Fault) in
            let result = AttemptRecord.Result(code: row.int(3))
            return AttemptRecord(
                number: row.int(0),
                startedAt: row.time(1),
                endedAt: row.time(2),
                result: result,
                receipt: result == .delivered ? row.receipt(4) : nil,
                fault: try row.fault(6),
                node: row.text(7)
            )
        }
        let present = try underWay.all(delivery.rawValue) {
            AttemptRecord(number: $0.int(0), startedAt: $0.time(1), result: .underWay, node: $0.text(2))
        }
        return past + present
    }

    func tally(ofMessage message: Message.ID) throws(Fault) -> [DeliveryState: Int] {
        try flushTotals()
        return try tally(
            sql(
                """
                SELECT t.state, t.count FROM tally t JOIN message m ON m.id = t.message WHERE m.name = ?
                """
            ),
            of: message.text
        )
    }

    func tally(ofIncident incident: IncidentReference.ID) throws(Fault) -> [DeliveryState: Int] {
        try flushTotals()
        return try tally(
            sql(
                """
                SELECT t.state, t.count FROM subject s JOIN message m ON m.subject = s.id
                    JOIN tally t ON t.message = m.id WHERE s.incident = ?
                """
            ),
            of: incident.text
        )
    }

    private func tally(_ statement: SQLStatement, of name: String) throws(Fault) -> [DeliveryState: Int] {
        var tally: [DeliveryState: Int] = [:]
        try statement.each(name) { row in tally[DeliveryState(code: row.int(0)), default: 0] += row.int(1) }
        return tally.filter { $0.value != 0 }
    }
}
