// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

extension SQLiteReading {
    func lastAuditEntry() throws(Fault) -> AuditEntry? {
        try sql(
            "SELECT number, at, actor, action, subject, detail, previous, hash FROM audit ORDER BY number DESC LIMIT 1"
        )
        .first { row throws(Fault) in try row.auditEntry() }
    }

    func auditEntries(after number: Int64, limit: Int) throws(Fault) -> [AuditEntry] {
        let list = try sql(
            """
            SELECT number, at, actor, action, subject, detail, previous, hash FROM audit
            WHERE number > ? ORDER BY number LIMIT ?
            """
        )
        return try list.all(number, limit) { row throws(Fault) in try row.auditEntry() }
    }
}

extension SQLiteTransaction {
    func append(_ entry: AuditEntry) throws(Fault) {
        try sql(
            """
            INSERT INTO audit (number, at, actor, action, subject, detail, previous, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        .run(
            entry.number,
            entry.at,
            entry.actor,
            entry.action,
            entry.subject,
            try JSONText.encode(entry.detail),
            entry.previousHash,
            entry.hash
        )
    }
}

extension SQLColumns {
    fileprivate func auditEntry() throws(Fault) -> AuditEntry {
        AuditEntry(
            number: int64(0),
            at: time(1),
            actor: text(2),
            action: text(3),
            subject: text(4),
            detail: try JSONText.decode([String: String].self, text(5)),
            previousHash: text(6),
            hash: text(7)
        )
    }
}
