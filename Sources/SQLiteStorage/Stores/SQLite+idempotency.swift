// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

extension SQLiteReading {
    func answer(toKey key: String, of principal: String) throws(Fault) -> IdempotentAnswer? {
        try sql("SELECT digest, status, body, at FROM idempotency WHERE principal = ? AND key = ?")
            .first(principal, key) {
                IdempotentAnswer(
                    principal: principal,
                    key: key,
                    requestDigest: $0.text(0),
                    status: $0.int(1),
                    body: $0.bytes(2),
                    at: $0.time(3)
                )
            }
    }

    func answers(holding text: String, since moment: Timestamp) throws(Fault) -> [IdempotentAnswer] {
        let list = try sql(
            """
            SELECT principal, key, digest, status, body, at FROM idempotency
            WHERE at >= ? AND instr(CAST(body AS TEXT), ?)
            """
        )
        return try list.all(moment, text) {
            IdempotentAnswer(
                principal: $0.text(0),
                key: $0.text(1),
                requestDigest: $0.text(2),
                status: $0.int(3),
                body: $0.bytes(4),
                at: $0.time(5)
            )
        }
    }
}

extension SQLiteTransaction {
    func keep(_ answer: IdempotentAnswer) throws(Fault) {
        try sql(
            """
            INSERT INTO idempotency (principal, key, digest, status, body, at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET digest = excluded.digest, status = excluded.status, body = excluded.body,
                at = excluded.at
            """
        )
        .run(answer.principal, answer.key, answer.requestDigest, answer.status, answer.body, answer.at)
    }

    func forgetAnswers(before moment: Timestamp) throws(Fault) {
        try sql("DELETE FROM idempotency WHERE at < ?").run(moment)
    }
}
