// SPDX-License-Identifier: Apache-2.0

import Glibc
import GRDBSQLite

/// The least that a ledger must write to keep a hub's word, in SQLite with WAL and `synchronous=FULL`.
///
/// - A delivery for each destination of the message, once each, and its place among what is due.
/// - Before the first byte, which attempts begin: one row for all that begin together.
/// - Of each attempt, when it began and ended and what it came to, in the delivery's own row.
///
/// Statements are prepared, and nothing is looked up that a hub would not have to: neither limits nor order, holds,
/// chains or totals. Used by one thread at a time.
final class BareLedger: @unchecked Sendable {
    private let database: OpaquePointer
    private var statements: [OpaquePointer] = []
    /// How many of the attempts that began together are still under way, by the number of their row.
    private var underWay: [Int: Int] = [:]
    /// The row that says of a delivery that its attempt has begun, and when.
    private var begun: [Int: (row: Int, at: Int)] = [:]
    private var lastRow = 0

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
        try run("CREATE TABLE destination (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, secret TEXT)")
        try run(
            """
            CREATE TABLE delivery (id INTEGER PRIMARY KEY, message INTEGER NOT NULL, destination INTEGER NOT NULL, \
            state INTEGER NOT NULL, attempts INTEGER NOT NULL, expires INTEGER NOT NULL, due INTEGER, \
            started INTEGER, finished INTEGER, epoch INTEGER, receipt TEXT, UNIQUE (message, destination))
            """
        )
        try run(
            "CREATE TABLE ready (due INTEGER, delivery INTEGER, PRIMARY KEY (due, delivery)) WITHOUT ROWID"
        )
        try run("CREATE TABLE flight (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, deliveries BLOB NOT NULL)")
        statements = try [
            "INSERT INTO destination (id, address, secret) VALUES (?1, ?2, ?3)",
            "INSERT INTO delivery (id, message, destination, state, attempts, expires, due) VALUES (?1, 1, ?1, 0, 0, ?2, ?2)",
            "INSERT INTO ready (due, delivery) VALUES (?1, ?2)",
            """
            SELECT r.due, d.id, d.expires, t.address, t.secret FROM ready r JOIN delivery d ON d.id = r.delivery \
            JOIN destination t ON t.id = d.destination ORDER BY r.due, r.delivery LIMIT ?1
            """,
            "DELETE FROM ready WHERE (due, delivery) <= (?1, ?2)",
            "INSERT INTO flight (id, started, deliveries) VALUES (?1, ?2, ?3)",
            "DELETE FROM flight WHERE id = ?1",
            "UPDATE delivery SET state = 2, attempts = 1, due = NULL, started = ?2, finished = ?3, epoch = 1 WHERE id = ?1",
        ]
        .map { try prepared($0) }
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close_v2(database)
    }

    /// Notes who may be written to, before any message is there.
    func know(_ addresses: [String], secret: String) throws {
        try run("BEGIN IMMEDIATE")
        for (id, address) in addresses.enumerated() {
            try step(0, id) { statement in
                sqlite3_bind_text(statement, 2, address, -1, BareLedger.transient)
                sqlite3_bind_text(statement, 3, secret, -1, BareLedger.transient)
            }
        }
        try run("COMMIT")
    }

    /// Notes a delivery to everyone, a thousand in a transaction.
    func expand(_ count: Int) throws {
        let now = Int(time(nil))
        for start in stride(from: 0, to: count, by: 1_000) {
            try run("BEGIN IMMEDIATE")
            for id in start..<min(count, start + 1_000) {
                try step(1, id, now)
                try step(2, now, id)
            }
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
            guard let (row, at) = begun.removeValue(forKey: id) else { continue }
            try step(7, id, at, now)
            underWay[row, default: 0] -= 1
            if underWay[row] == 0 {
                underWay[row] = nil
                try step(6, row)
            }
        }
        let claimed = try claim(limit, at: now)
        try run("COMMIT")
        return claimed
    }

    private func claim(_ limit: Int, at now: Int) throws -> [Int] {
        let statement = statements[3]
        sqlite3_bind_int64(statement, 1, Int64(limit))
        var claimed: [Int] = []
        var last = 0
        rows: while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                last = Int(sqlite3_column_int64(statement, 0))
                claimed.append(Int(sqlite3_column_int64(statement, 1)))
                guard sqlite3_column_text(statement, 3) != nil, sqlite3_column_text(statement, 4) != nil else {
                    throw failure
                }
            case SQLITE_DONE: break rows
            default: throw failure
            }
        }
        sqlite3_reset(statement)
        guard let highest = claimed.last else { return [] }
        try step(4, last, highest)
        lastRow += 1
        try step(5, lastRow, now) { statement in
            _ = claimed.withUnsafeBytes {
                sqlite3_bind_blob(statement, 3, $0.baseAddress, Int32($0.count), BareLedger.transient)
            }
        }
        underWay[lastRow] = claimed.count
        for id in claimed { begun[id] = (lastRow, now) }
        return claimed
    }

    /// Has SQLite copy what is bound.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func step(
        _ index: Int,
        _ first: Int,
        _ second: Int? = nil,
        _ third: Int? = nil,
        bind: (OpaquePointer) -> Void = { _ in }
    ) throws {
        let statement = statements[index]
        sqlite3_bind_int64(statement, 1, Int64(first))
        if let second { sqlite3_bind_int64(statement, 2, Int64(second)) }
        if let third { sqlite3_bind_int64(statement, 3, Int64(third)) }
        bind(statement)
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
