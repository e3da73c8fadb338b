// SPDX-License-Identifier: Apache-2.0

import Announcement
import CSQLite
import FoundationEssentials
import GRDB

/// Opening the database file: what has to hold before anything is written to it.
enum SQLiteFile {
    /// Makes the directory and the file if need be, checks that it is ours and not newer than we are, sets the
    /// connection up for durability and reads that back, and brings the schema up to date.
    ///
    /// - Throws: ``FaultCode/storageUnavailable``, ``FaultCode/storageFull``, ``FaultCode/schemaNewer`` or
    ///   ``FaultCode/durabilityRefused``, naming the path.
    static func open(path: String) throws(Fault) -> DatabasePool {
        _ = memoryGoesUncounted
        do {
            try prepareFile(at: path)
            let version = try checkedVersion(at: path)
            let pool = try DatabasePool(path: path, configuration: configuration())
            try pool.writeWithoutTransaction { database in
                try confirmDurability(of: database)
                try SQLiteSchema.migrate(database, from: version)
            }
            return pool
        } catch {
            throw Fault(storage: error).with("path", path)
        }
    }

    /// Tells SQLite not to count the memory it uses, once, before the first file is opened.
    ///
    /// Nobody reads the count, and it is kept under a lock that all connections share, several times for each statement.
    private static let memoryGoesUncounted: Void = { _ = belfry_sqlite_without_memory_count() }()

    /// The log may grow to 4,000 pages (32 MiB) before its pages are moved into the database: by then a page that a
    /// thousand deliveries have touched is moved once, and the writer pays for it every few hundred commits.
    private static let pagesBetweenCheckpoints = 4_000
    /// How long a connection waits for another program's.
    static let longestWait = Duration.seconds(5)
    /// In bytes: 64 MiB.
    private static let longestIdleLog = 67_108_864

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "storage"
        configuration.busyMode = .timeout(longestWait.seconds)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA page_size = 8192")
            // What is deleted is overwritten, always: where only erasing did so, the copies would stay that rows leave
            // behind when pages are divided. Many builds do it unasked, and not all.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            // In KiB. Readers are several and their lists short: the writer has most of the memory.
            try database.execute(sql: "PRAGMA cache_size = \(database.configuration.readonly ? -2_048 : -24_576)")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(pagesBetweenCheckpoints)")
            // A long reader lets the log grow; once it has gone, the file is cut back to this.
            try database.execute(sql: "PRAGMA journal_size_limit = \(longestIdleLog)")
        }
        return configuration
    }

    private static func prepareFile(at path: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return }
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        do {
            if !directory.isEmpty {
                try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
            }
        } catch {
            throw unwritable
        }
        // The log files beside it take over its permissions.
        guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw unwritable
        }
    }

    private static var unwritable: Fault {
        Fault(
            .storageUnavailable,
            "The database's directory cannot be written to.",
            suggestedAction: "Give the hub's user write access to the directory, or set hub.data to another one."
        )
    }

    /// Looks without writing, so that a file which is refused stays as it was.
    ///
    /// A process that died while it made the file has left a journal that has to be rolled back before anyone can read;
    /// to do so changes nothing that was ever committed.
    private static func checkedVersion(at path: String) throws -> Int {
        do {
            return try checkedVersion(at: path, readonly: true)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
            return try checkedVersion(at: path, readonly: false)
        }
    }

    private static func checkedVersion(at path: String, readonly: Bool) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(5)
        let file = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? file.close() }
        let (version, application, tables) = try file.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
                try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            )
        }
        guard application == SQLiteSchema.applicationID || (application == 0 && tables == 0) else {
            throw Fault(
                .storageUnavailable,
                "The file is another program's database.",
                suggestedAction: "Set hub.data to a directory of the hub's own."
            )
        }
        guard version <= SQLiteSchema.version else {
            throw Fault(
                .schemaNewer,
                "The database has schema version \(version); this program knows versions up to "
                    + "\(SQLiteSchema.version).",
                suggestedAction: "Upgrade belfry to the version that last used this database, or a later one.",
                context: ["schema": String(version), "known": String(SQLiteSchema.version)]
            )
        }
        return version
    }

    /// Defaults differ between builds and wrappers, so what was set is read back.
    private static func confirmDurability(of database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw Fault(
                .durabilityRefused,
                "The database does not promise that what is committed survives a power loss.",
                suggestedAction: "Keep the database on a local disk, not on a network file system.",
                context: ["synchronous": synchronous.map(String.init) ?? "", "journal_mode": journal ?? ""]
            )
        }
    }
}
