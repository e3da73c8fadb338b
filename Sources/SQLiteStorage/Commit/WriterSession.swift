// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// The writer's connection with what it remembers between transactions: prepared statements, and the numbers of names.
///
/// Lives on the writer's queue alone. Whatever is undone by a rollback is forgotten with it.
final class WriterSession {
    let database: Database
    let statements: LedgerStatements
    var window = BatchWindow()
    /// What the running transaction has looked up or made, and all before it.
    var memory = WriterMemory()
    private let begin: SQLStatement
    private let commit: SQLStatement
    private let rollback: SQLStatement
    private let savepoint: SQLStatement
    private let release: SQLStatement
    private let rollbackToSavepoint: SQLStatement

    init(_ database: Database) throws(Fault) {
        self.database = database
        self.statements = try LedgerStatements(database)
        self.begin = try SQLStatement(preparing: "BEGIN IMMEDIATE", on: database)
        self.commit = try SQLStatement(preparing: "COMMIT", on: database)
        self.rollback = try SQLStatement(preparing: "ROLLBACK", on: database)
        self.savepoint = try SQLStatement(preparing: "SAVEPOINT unit", on: database)
        self.release = try SQLStatement(preparing: "RELEASE unit", on: database)
        self.rollbackToSavepoint = try SQLStatement(preparing: "ROLLBACK TO unit", on: database)
    }

    /// The number that the last row inserted was given.
    var lastNumber: Int64 { database.lastInsertedRowID }

    /// Runs the writes in one transaction and makes it durable.
    ///
    /// - Returns: why all of them came to nothing, where they did.
    func commit(_ batch: [any QueuedWrite]) -> Fault? {
        do {
            try begin.run()
            if batch.count == 1 {
                guard batch[0].run(in: self) else {
                    abandon()
                    return nil
                }
            } else {
                for write in batch { try runAlone(write) }
            }
            try commit.run()
            return nil
        } catch {
            abandon()
            return error
        }
    }

    /// Runs one write so that it can be undone without the others.
    private func runAlone(_ write: any QueuedWrite) throws(Fault) {
        try savepoint.run()
        if !write.run(in: self) {
            memory = WriterMemory()
            // A full disk, among others, ends the whole transaction: then there is nothing to return to.
            try rollbackToSavepoint.run()
        }
        try release.run()
    }

    /// Ends a transaction that came to nothing.
    ///
    /// SQLite may already have ended it, which is as good.
    private func abandon() {
        memory = WriterMemory()
        guard database.isInsideTransaction else { return }
        _ = try? rollback.run()
    }

    /// Writes the changes of the running totals that the last write made.
    func flush() throws(Fault) {
        guard !memory.tallies.isEmpty else { return }
        for (key, change) in memory.tallies where change != 0 {
            try statements.addToTally.run(key.message, key.state.code, change)
        }
        memory.tallies.removeAll(keepingCapacity: true)
    }
}
