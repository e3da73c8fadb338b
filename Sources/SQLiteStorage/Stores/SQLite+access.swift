// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

extension SQLiteReading {
    func token(digest: String) throws(Fault) -> AccessToken? {
        try sql("SELECT name, label, role, digest, created, revoked FROM token WHERE digest = ?")
            .first(digest) { row throws(Fault) in try row.token() }
    }

    func tokens() throws(Fault) -> [AccessToken] {
        try sql("SELECT name, label, role, digest, created, revoked FROM token ORDER BY created DESC, id DESC")
            .all { row throws(Fault) in try row.token() }
    }
}

extension SQLiteTransaction {
    func insert(_ token: AccessToken) throws(Fault) {
        try sql("INSERT INTO token (name, label, role, digest, created, revoked) VALUES (?, ?, ?, ?, ?, ?)")
            .run(token.id.text, token.name, token.role.rawValue, token.digest, token.createdAt, token.revokedAt)
    }

    func revoke(_ id: AccessToken.ID, at now: Timestamp) throws(Fault) -> Bool {
        try sql("UPDATE token SET revoked = ? WHERE name = ? AND revoked IS NULL").run(now, id.text) == 1
    }
}

extension SQLColumns {
    fileprivate func token() throws(Fault) -> AccessToken {
        guard let role = Role(rawValue: text(2)) else { throw .unreadableRecord }
        return AccessToken(
            id: try identifier(0),
            name: text(1),
            role: role,
            digest: text(3),
            createdAt: time(4),
            revokedAt: optionalTime(5)
        )
    }
}
