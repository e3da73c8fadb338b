// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import GRDBSQLite

/// A prepared statement, bound and stepped without a row or an argument list in between.
///
/// The ledger runs several statements for each delivery; going straight to SQLite halves their cost. A statement
/// belongs to its connection's queue and is always reset before a method returns, so that it keeps no snapshot open.
struct SQLStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    /// A statement kept by its owner, for hot paths.
    init(preparing sql: String, on database: Database) throws(Fault) {
        do {
            self.statement = try database.makeStatement(sql: sql)
        } catch {
            throw Fault(storage: error)
        }
        self.handle = statement.sqliteStatement
    }

    /// A statement from the connection's own cache.
    init(_ sql: String, on database: Database) throws(Fault) {
        do {
            self.statement = try database.cachedStatement(sql: sql)
        } catch {
            throw Fault(storage: error)
        }
        self.handle = statement.sqliteStatement
    }

    /// Runs a statement that returns no rows.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func run<each Value: SQLValue>(_ values: repeat each Value) throws(Fault) -> Int {
        bind(repeat each values)
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure() }
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// The first row, as `read` makes it; nil where there is none.
    func first<Result, each Value: SQLValue>(
        _ values: repeat each Value,
        read: (SQLColumns) throws(Fault) -> Result
    ) throws(Fault) -> Result? {
        bind(repeat each values)
        let code = sqlite3_step(handle)
        defer { sqlite3_reset(handle) }
        switch code {
        case SQLITE_ROW: return try read(SQLColumns(handle: handle))
        case SQLITE_DONE: return nil
        default: throw failure()
        }
    }

    /// Whether there is any row.
    func exists<each Value: SQLValue>(_ values: repeat each Value) throws(Fault) -> Bool {
        try first(repeat each values) { _ in true } ?? false
    }

    /// Every row in turn.
    func each<each Value: SQLValue>(
        _ values: repeat each Value,
        visit: (SQLColumns) throws(Fault) -> Void
    ) throws(Fault) {
        bind(repeat each values)
        defer { sqlite3_reset(handle) }
        while try step() { try visit(columns) }
    }

    func all<Result, each Value: SQLValue>(
        _ values: repeat each Value,
        read: (SQLColumns) throws(Fault) -> Result
    ) throws(Fault) -> [Result] {
        var results: [Result] = []
        try each(repeat each values) { columns throws(Fault) in results.append(try read(columns)) }
        return results
    }

    private func failure() -> Fault {
        Fault(sqliteCode: sqlite3_extended_errcode(sqlite3_db_handle(handle)))
    }

    // MARK: - Row by row

    /// Sets the values of a statement that is then stepped through by hand, and ``reset()`` at the end.
    func bind<each Value: SQLValue>(_ values: repeat each Value) {
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            value.bind(to: handle, at: index)
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: whether there is one.
    func step() throws(Fault) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    /// The row it stands on.
    var columns: SQLColumns { SQLColumns(handle: handle) }

    func reset() { sqlite3_reset(handle) }
}

/// The columns of the row a statement stands on.
struct SQLColumns {
    fileprivate let handle: OpaquePointer

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    /// The bytes of a text, for as long as the statement stands on the row; nil for no value.
    func withText<Result, Failure: Error>(
        _ column: Int32,
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        return try body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func optionalText(_ column: Int32) -> String? { withText(column) { String(decoding: $0, as: UTF8.self) } }

    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
