// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import GRDBSQLite

/// SQLite's errors as faults: its texts and the statements stay inside.
extension Fault {
    init(storage error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let error as DatabaseError: self.init(sqliteCode: error.extendedResultCode.rawValue)
        default: self.init(.storageUnavailable, "The database could not be used.")
        }
    }

    /// - Parameter sqliteCode: an (extended) result code, <https://www.sqlite.org/rescode.html>.
    init(sqliteCode: Int32) {
        let context = ["sqlite_code": String(sqliteCode)]
        switch sqliteCode & 0xFF {
        case SQLITE_FULL:
            self.init(
                .storageFull,
                "The disk that holds the database is full.",
                retryAfter: .seconds(5),
                suggestedAction: "Free some space; nothing that was accepted is lost.",
                context: context
            )
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                .storageUnavailable,
                "Another program keeps the database locked.",
                retryAfter: .seconds(1),
                context: context
            )
        case SQLITE_NOTADB:
            self.init(.storageUnavailable, "The file is not a database.", context: context)
        case SQLITE_CORRUPT:
            self.init(
                .storageUnavailable,
                "The database is damaged.",
                suggestedAction: "Stop the hub and restore the last backup.",
                context: context
            )
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            self.init(
                .storageUnavailable,
                "The database cannot be opened for writing.",
                suggestedAction: "Give the hub's user write access to the directory.",
                context: context
            )
        case SQLITE_IOERR:
            self.init(.storageUnavailable, "The disk that holds the database reports an error.", context: context)
        case SQLITE_CONSTRAINT:
            self.init(.internalError, "A record contradicts one that is already kept.", context: context)
        default:
            self.init(.storageUnavailable, "The database could not be used.", context: context)
        }
    }
}
