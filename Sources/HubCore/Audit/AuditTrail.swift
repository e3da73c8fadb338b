// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Crypto

/// Writes who did what, each entry sealed with the one before it.
package enum AuditTrail {
    package static func record(
        _ action: String,
        on subject: String,
        by actor: String,
        at now: Timestamp,
        detail: [String: String] = [:],
        in transaction: any StorageTransaction
    ) throws(Fault) {
        let last = try transaction.lastAuditEntry()
        var entry = AuditEntry(
            number: (last?.number ?? 0) + 1,
            at: now,
            actor: actor,
            action: action,
            subject: subject,
            detail: detail,
            previousHash: last?.hash ?? String(repeating: "0", count: 64),
            hash: ""
        )
        entry.hash = seal(entry)
        try transaction.append(entry)
    }

    /// The number of the first entry that does not fit the chain; nil where all do.
    package static func firstBreak(in entries: [AuditEntry], after last: AuditEntry?) -> Int64? {
        var last = last
        for entry in entries {
            let fits =
                entry.number == (last?.number ?? 0) + 1
                && entry.previousHash == last?.hash ?? String(repeating: "0", count: 64)
                && entry.hash == seal(entry)
            guard fits else { return entry.number }
            last = entry
        }
        return nil
    }

    /// Every field with its length before it, so that no two entries share a text.
    private static func seal(_ entry: AuditEntry) -> String {
        var hasher = SHA256()
        let detail = entry.detail.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        let fields =
            [
                "\(entry.number)", "\(entry.at.milliseconds)", entry.actor, entry.action, entry.subject,
                entry.previousHash,
            ]
            + detail
        for field in fields { hasher.update(data: Array("\(field.utf8.count):\(field)".utf8)) }
        return hasher.finalize().hexadecimal
    }
}
