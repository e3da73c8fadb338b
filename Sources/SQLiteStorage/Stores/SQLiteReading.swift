// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import HubCore

/// A connection to look things up on: a snapshot, or the writer within its transaction.
protocol SQLiteReading: StorageReader {
    var database: Database { get }

    /// Makes running totals visible that are still to be written.
    func flushTotals() throws(Fault)
}

extension SQLiteReading {
    func flushTotals() throws(Fault) {}

    func sql(_ text: String) throws(Fault) -> SQLStatement { try SQLStatement(text, on: database) }
}

/// Lookups on a snapshot.
struct SQLiteReader: SQLiteReading {
    let database: Database
}

/// Changes and lookups within the writer's transaction.
struct SQLiteTransaction: SQLiteReading, StorageTransaction {
    let session: WriterSession

    var database: Database { session.database }

    func flushTotals() throws(Fault) { try session.flush() }
}
