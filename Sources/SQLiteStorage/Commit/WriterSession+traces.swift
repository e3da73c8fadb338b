// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import GRDBSQLite

extension WriterSession {
    /// How long readers are waited for: all writing waits as well.
    private static let patience = Duration.milliseconds(250)

    /// Empties the log where that is due; between transactions only.
    ///
    /// It takes what moving the log's pages into the file takes, as happens by itself every few thousand pages, and once
    /// more a flush; only after someone was erased. Where it fails, what was committed is none the worse.
    func emptyLogIfDue() {
        guard traces.isDue, let connection = database.sqliteConnection else { return }
        sqlite3_busy_timeout(connection, Int32(Self.patience.milliseconds))
        defer { sqlite3_busy_timeout(connection, Int32(SQLiteFile.longestWait.milliseconds)) }
        var isEmpty = false
        do throws(Fault) {
            isEmpty = try sql("PRAGMA wal_checkpoint(TRUNCATE)").first { $0.int(0) == 0 } ?? false
        } catch {
            // Housekeeping reminds of it.
            isEmpty = false
        }
        traces.tried(isEmpty: isEmpty)
    }
}
