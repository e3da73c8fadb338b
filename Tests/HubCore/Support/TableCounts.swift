// SPDX-License-Identifier: Apache-2.0

import GRDB

/// How many rows every table of a database file holds.
func tableCounts(of file: String) throws -> [String: Int] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: file, configuration: configuration)
        .read { database in
            let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            var counts: [String: Int] = [:]
            for table in tables { counts[table] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\(table)\"") }
            return counts
        }
}
