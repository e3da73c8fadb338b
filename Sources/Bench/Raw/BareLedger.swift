// SPDX-License-Identifier: Apache-2.0

import Glibc
import GRDBSQLite

/// The least that a ledger must write.
///
/// A row for each delivery, one for each attempt before its first byte, and the end of both. SQLite in WAL mode with `synchronous=FULL`, prepared statements, no other index than the one to claim by.
///
/// Used by one thread at a time.
final class BareLedger: @unchecked Sendable {
    private let database: OpaquePointer
    private var statements: [OpaquePointer] = []

    /// Makes an empty one in a new file.
    init(file: String) throws {
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(file, &database, flags, nil) == SQLITE_OK, let database else {
            throw NotMeasured("SQLite cannot open a database.")
        }
        self.database = database
        try run("PRAGMA journal_mode=WAL")
        try run("PRAGMA synchronous=FULL")
        try run("CREATE TABLE deliveries (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, ended INTEGER)")
        try run("CREATE INDEX pending ON deliveries (id) WHERE state = 0")
        try run(
            """
            CREATE TABLE attempts (delivery INTEGER, number INTEGER, started INTEGER NOT NULL, ended INTEGER, \
            outcome INTEGER, PRIMARY KEY (delivery, number)) WITHOUT ROWID
            """
        )
        statements = try [
            "INSERT INTO deliveries (id, state) VALUES (?1, 0)",
            "SELECT id FROM deliveries WHERE state = 0 LIMIT ?1",
            "UPDATE deliveries SET state = 1 WHERE id = ?1",
            "INSERT INTO attempts (delivery, number, started) VALUES (?1, 1, ?2)",
            "UPDATE attempts SET ended = ?2, outcome = 1 WHERE delivery = ?1 AND number = 1",
            "UPDATE deliveries SET state = 2, ended = ?2 WHERE id = ?1",
        ]
        .map { try prepared($0) }
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close_v2(database)
    }

    /// Notes who is to be sent to, a thousand in a transaction.
    func expand(_ count: Int) throws {
        for start in stride(from: 0, to: count, by: 1_000) {
            try run("BEGIN IMMEDIATE")
            for id in start..<min(count, start + 1_000) { try step(0, id) }
            try run("COMMIT")
        }
    }

    /// Records ends and begins attempts, in one transaction.
    ///
    /// - Returns: those begun.
    func exchange(ended: [Int], claiming limit: Int) throws -> [Int] {
        let now = Int(time(nil))
        try run("BEGIN IMMEDIATE")
        for id in ended {
            try step(4, id, now)
            try step(5, id, now)
        }
        let claimed = try pending(limit)
        for id in claimed {
            try step(2, id)
            try step(3, id, now)
        }
        try run("COMMIT")
        return claimed
    }

    private func pending(_ limit: Int) throws -> [Int] {
        let statement = statements[1]
        defer { sqlite3_reset(statement) }
        sqlite3_bind_int64(statement, 1, Int64(limit))
        var found: [Int] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: found.append(Int(sqlite3_column_int64(statement, 0)))
            case SQLITE_DONE: return found
            default: throw failure
            }
        }
    }

    private func step(_ index: Int, _ first: Int, _ second: Int? = nil) throws {
        let statement = statements[index]
        sqlite3_bind_int64(statement, 1, Int64(first))
        if let second { sqlite3_bind_int64(statement, 2, Int64(second)) }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw failure }
    }

    private func prepared(_ text: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(database, text, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure }
        return statement
    }

    private func run(_ text: String) throws {
        guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw failure }
    }

    private var failure: NotMeasured { NotMeasured("SQLite: \(String(cString: sqlite3_errmsg(database))).") }
}
