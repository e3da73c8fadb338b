// SPDX-License-Identifier: Apache-2.0

package import Announcement
import GRDB
package import HubCore

/// Everything the hub keeps, in one SQLite file.
///
/// Accepted means durable: the log is flushed to disk with every commit (`synchronous=FULL`, set and read back), and
/// writes that come together share one. The file belongs to one hub; a second one that opens it takes over its
/// deliveries, and the first can finish nothing from then on.
package final class SQLiteStore: Storage {
    /// The deliveries in the same file, as the engine sees them.
    package let ledger: SQLiteLedger

    private let pool: DatabasePool
    private let committer: GroupCommitter
    private let readers: SnapshotReaders
    private let space: FreeSpace

    private init(pool: DatabasePool, space: FreeSpace) {
        self.pool = pool
        self.space = space
        self.committer = GroupCommitter(pool: pool)
        self.readers = SnapshotReaders(pool: pool)
        self.ledger = SQLiteLedger(committer: committer, readers: readers)
    }

    /// Opens the database file, making it and its directory where there is none, and brings it up to date.
    ///
    /// So many bytes of the disk as `reserve` says are kept for what was accepted before; nought keeps none.
    ///
    /// - Throws: ``FaultCode/schemaNewer`` for a file that a later version has used, which is left as it is;
    ///   ``FaultCode/durabilityRefused`` where a commit would not survive a power loss;
    ///   ``FaultCode/storageUnavailable`` and ``FaultCode/storageFull`` otherwise. All name the path.
    package static func open(path: String, reserve: Int64 = 0) throws(Fault) -> SQLiteStore {
        SQLiteStore(pool: try SQLiteFile.open(path: path), space: FreeSpace(of: path, reserve: reserve))
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        try await committer.write { session throws(Fault) in try body(SQLiteTransaction(session: session)) }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        try await readers.read { database throws(Fault) in try body(SQLiteReader(database: database)) }
    }

    package func checkRoom() throws(Fault) { try space.check() }

    /// Whether the writer's connection is set to flush the log with every commit, as it says itself.
    package func flushesEveryCommit() async throws(Fault) -> Bool {
        try await committer.write { session throws(Fault) in
            try SQLStatement("PRAGMA synchronous", on: session.database).first { $0.int(0) } == 2
        }
    }

    /// Commits what waits, takes nothing more, and closes the file.
    package func close() async throws(Fault) {
        await committer.close()
        do {
            try pool.close()
        } catch {
            throw Fault(storage: error)
        }
    }
}
