// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import GRDBSQLite
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
    /// Whether the log has to be emptied for what it may still hold.
    var traces = ErasedTraces()
    private let begin: SQLStatement
    private let commit: SQLStatement
    private let rollback: SQLStatement
    private let savepoint: SQLStatement
    private let release: SQLStatement
    private let rollbackToSavepoint: SQLStatement
    private let dataVersion: SQLStatement
    private var lastDataVersion = 0

    init(_ database: Database) throws(Fault) {
        self.database = database
        self.statements = try LedgerStatements(database)
        self.begin = try SQLStatement(preparing: "BEGIN IMMEDIATE", on: database)
        self.commit = try SQLStatement(preparing: "COMMIT", on: database)
        self.rollback = try SQLStatement(preparing: "ROLLBACK", on: database)
        self.savepoint = try SQLStatement(preparing: "SAVEPOINT unit", on: database)
        self.release = try SQLStatement(preparing: "RELEASE unit", on: database)
        self.rollbackToSavepoint = try SQLStatement(preparing: "ROLLBACK TO unit", on: database)
        self.dataVersion = try SQLStatement(preparing: "PRAGMA data_version", on: database)
    }

    /// The number that the last row inserted was given.
    var lastNumber: Int64 { database.lastInsertedRowID }

    /// A statement that is not run often enough to be kept by ``statements``.
    func sql(_ text: String) throws(Fault) -> SQLStatement { try SQLStatement(text, on: database) }

    /// Runs the writes in one transaction and makes it durable.
    ///
    /// - Returns: why all of them came to nothing, where they did.
    func commit(_ batch: [any QueuedWrite]) -> Fault? {
        do {
            try begin.run()
            try remember()
            if batch.count == 1 {
                let changes = totalChanges
                guard batch[0].run(in: self) else {
                    abandon(keepingMemory: totalChanges == changes)
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
        let changes = totalChanges
        try savepoint.run()
        if !write.run(in: self) {
            if totalChanges != changes { memory = WriterMemory() }
            // A full disk, among others, ends the whole transaction: then there is nothing to return to.
            try rollbackToSavepoint.run()
            try remember()
        }
        try release.run()
    }

    /// Ends a transaction that came to nothing.
    ///
    /// SQLite may already have ended it, which is as good.
    private func abandon(keepingMemory: Bool = false) {
        if !keepingMemory { memory = WriterMemory() }
        guard database.isInsideTransaction else { return }
        _ = try? rollback.run()
    }

    /// Rows changed so far; the same before and after a write that has changed nothing to undo.
    private var totalChanges: Int32 { database.sqliteConnection.map { sqlite3_total_changes($0) } ?? 0 }

    /// Reads what has to be known as a whole, where it is not known or another program has written to the file.
    private func remember() throws(Fault) {
        let version = try dataVersion.first { $0.int(0) } ?? 0
        if version != lastDataVersion { memory = WriterMemory() }
        lastDataVersion = version
        guard !memory.isLoaded else { return }
        try loadFlights()
        memory.failing = Set(try sql("SELECT destination FROM failing").all { $0.int64(0) })
        memory.lastDelivery = try lastNumber(of: "delivery")
        memory.isLoaded = true
    }

    /// The highest number that a row was ever given: numbers outlive what pruning deletes.
    func lastNumber(of table: String) throws(Fault) -> Int64 {
        let sql = "SELECT max(coalesce((SELECT max(id) FROM \(table)), 0), last_\(table)) FROM pruning"
        return try self.sql(sql).first { $0.int64(0) } ?? 0
    }

    /// Writes the changes of the running totals that the last write made.
    func flush() throws(Fault) {
        for message in memory.changed {
            for state in DeliveryState.allCases where message.changes[state.code] != 0 {
                try statements.addToTally.run(message.number, state.code, Int(message.changes[state.code]))
            }
            message.settle()
        }
        memory.changed.removeAll(keepingCapacity: true)
        if !memory.statistics.isEmpty {
            for (key, count) in memory.statistics {
                try statements.addToStatistic.run(key.hour, key.channel, key.outcome.text, count)
            }
            memory.statistics.removeAll(keepingCapacity: true)
        }
        memory.trim()
    }
}
