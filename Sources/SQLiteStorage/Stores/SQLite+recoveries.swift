// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

private let columns = """
    SELECT name, filter, includes_expired, state, created, created_by, examined, replayed, skipped, finished FROM recovery
    """

extension SQLiteReading {
    func recoveries(limit: Int) throws(Fault) -> [Recovery] {
        try sql("\(columns) ORDER BY id DESC LIMIT ?").all(limit) { row throws(Fault) in try row.recovery() }
    }

    func recovery(_ id: Recovery.ID) throws(Fault) -> Recovery? {
        try sql("\(columns) WHERE name = ?").first(id.text) { row throws(Fault) in try row.recovery() }
    }
}

extension SQLiteTransaction {
    func insert(_ recovery: Recovery) throws(Fault) {
        try sql(
            """
            INSERT INTO recovery (name, filter, includes_expired, state, created, created_by, examined, replayed, skipped,
                finished)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        .run(
            recovery.id.text,
            try JSONText.encode(recovery.filter),
            recovery.includesExpired ? 1 : 0,
            recovery.state.rawValue,
            recovery.createdAt,
            recovery.createdBy,
            recovery.examined,
            recovery.replayed,
            recovery.skipped,
            recovery.finishedAt
        )
    }

    func set(_ state: Recovery.State, ofRecovery id: Recovery.ID, now: Timestamp) throws(Fault) -> Recovery? {
        let isOver = state == .finished || state == .cancelled
        try sql("UPDATE recovery SET state = ?, finished = ? WHERE name = ? AND state IN ('running', 'paused')")
            .run(state.rawValue, isOver ? now : nil, id.text)
        return try recovery(id)
    }
}

extension SQLColumns {
    fileprivate func recovery() throws(Fault) -> Recovery {
        guard let state = Recovery.State(rawValue: text(3)) else { throw .unreadableRecord }
        return Recovery(
            id: try identifier(0),
            filter: try JSONText.decode(DeliveryFilter.self, text(1)),
            includesExpired: int(2) == 1,
            state: state,
            createdAt: time(4),
            createdBy: text(5),
            examined: int(6),
            replayed: int(7),
            skipped: int(8),
            finishedAt: optionalTime(9)
        )
    }
}
