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
        try flushTotals()
        return try DeliveryListing(filter, on: database).page(after: cursor, limit: limit)
    }

    func attempts(of delivery: Delivery.ID) throws(Fault) -> [AttemptRecord] {
        let ended = try sql(
            """
            SELECT a.number, a.started, a.ended, a.result, a.receipt, a.note, a.fault, e.node, a.late
            FROM attempt a JOIN epoch e ON e.id = a.epoch WHERE a.delivery = ? ORDER BY a.number
            """
        )
        // The one that a provider took stands in the delivery's own row.
        let taken = try sql(
            """
            SELECT d.attempts, d.started, d.finished, 1, d.receipt, d.note, NULL, e.node, NULL
            FROM delivery d JOIN epoch e ON e.id = d.epoch WHERE d.id = ? AND d.started IS NOT NULL
            """
        )
        let underWay = try sql(
            "SELECT f.attempt, f.started, e.node FROM inflight f JOIN epoch e ON e.id = f.epoch WHERE f.delivery = ?"
        )
        return try ended.all(delivery.rawValue) { row throws(Fault) in try row.attempt() }
            + taken.all(delivery.rawValue) { row throws(Fault) in try row.attempt() }
            + underWay.all(delivery.rawValue) {
                AttemptRecord(number: $0.int(0), startedAt: $0.time(1), result: .underWay, node: $0.text(2))
            }
    }
}

extension SQLColumns {
    fileprivate func attempt() throws(Fault) -> AttemptRecord {
        let result = AttemptRecord.Result(code: int(3))
        return AttemptRecord(
            number: int(0),
            startedAt: time(1),
            endedAt: time(2),
            result: result,
            receipt: result == .delivered ? receipt(4) : nil,
            fault: try fault(6),
            node: text(7),
            late: try optionalText(8)
                .map { text throws(Fault) in
                    try JSONText.decode(AttemptRecord.LateResult.self, text)
                }
        )
    }
}
