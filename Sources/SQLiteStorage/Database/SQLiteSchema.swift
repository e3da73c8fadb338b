// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB

/// The tables, one step for each version of the schema; `PRAGMA user_version` says how many have been taken.
///
/// Inside, everything is keyed by integers; names and identifiers stand once each in their own table. What every
/// delivery touches is narrow, and the deliveries themselves have no index on their state: what is ready and what is
/// in flight stand in small tables of their own.
package enum SQLiteSchema {
    /// `Blfr`: marks a file as Belfry's (`PRAGMA application_id`).
    package static let applicationID: Int64 = 0x426C_6672

    package static let steps: [String] = [names + outbox + ledger + hub, endurance, hindsight, choice, fullness]

    static var version: Int { steps.count }

    /// Brings an open database up to date, each step in a transaction of its own.
    static func migrate(_ database: Database, from current: Int) throws {
        for (index, step) in steps.enumerated().dropFirst(current) {
            try database.inTransaction(.immediate) {
                try database.execute(sql: step)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                return .commit
            }
        }
    }

    private static let names = """
        CREATE TABLE channel (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE lane (
            id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, host TEXT NOT NULL, UNIQUE (channel, host)
        ) STRICT;
        CREATE TABLE destination (
            id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, address TEXT NOT NULL, locale TEXT, tags TEXT,
            secret TEXT, fallbacks TEXT, unsubscribed INTEGER NOT NULL DEFAULT 0, UNIQUE (channel, address)
        ) STRICT;
        CREATE TABLE audience (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT) STRICT;
        CREATE TABLE audience_channel (
            audience INTEGER NOT NULL, channel INTEGER NOT NULL, size INTEGER NOT NULL,
            PRIMARY KEY (audience, channel)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE member (
            audience INTEGER NOT NULL, channel INTEGER NOT NULL, destination INTEGER NOT NULL,
            generation INTEGER NOT NULL, PRIMARY KEY (audience, channel, destination)
        ) STRICT, WITHOUT ROWID;

        """

    /// What was accepted.
    ///
    /// `subject` is an incident as the outbox keeps order by it.
    private static let outbox = """
        CREATE TABLE subject (id INTEGER PRIMARY KEY, incident TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE message (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, subject INTEGER, sequence INTEGER NOT NULL,
            published_update TEXT, priority INTEGER NOT NULL, accepted INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX message_of_subject ON message (subject, id) WHERE subject IS NOT NULL;
        CREATE TABLE message_content (message INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
        CREATE TABLE fanout (
            priority INTEGER NOT NULL, message INTEGER NOT NULL, subject INTEGER, sequence INTEGER NOT NULL,
            position INTEGER NOT NULL, channels TEXT, PRIMARY KEY (priority, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX fanout_of_subject ON fanout (subject, sequence, message) WHERE subject IS NOT NULL;
        CREATE TABLE fanout_audience (
            message INTEGER NOT NULL, audience INTEGER NOT NULL, PRIMARY KEY (message, audience)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE fanout_destination (
            message INTEGER NOT NULL, destination INTEGER NOT NULL, PRIMARY KEY (message, destination)
        ) STRICT, WITHOUT ROWID;

        """

    /// Deliveries and attempts.
    ///
    /// A row of `inflight` is the record of an attempt under way; it becomes a row of `attempt` when the attempt ends. `delivery.due` is set while, and only while, the delivery stands in `ready`.
    private static let ledger = """
        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY, message INTEGER NOT NULL, destination INTEGER NOT NULL, lane INTEGER NOT NULL,
            state INTEGER NOT NULL, priority INTEGER NOT NULL, keeps_all INTEGER NOT NULL, attempts INTEGER NOT NULL,
            failures INTEGER NOT NULL, expires INTEGER NOT NULL, due INTEGER, finished INTEGER, receipt TEXT,
            note TEXT, fault TEXT, UNIQUE (message, destination)
        ) STRICT;
        CREATE TABLE ready (
            lane INTEGER NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL, delivery INTEGER NOT NULL,
            PRIMARY KEY (lane, priority, due, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE inflight (
            delivery INTEGER PRIMARY KEY, attempt INTEGER NOT NULL, epoch INTEGER NOT NULL, started INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE attempt (
            delivery INTEGER NOT NULL, number INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
            result INTEGER NOT NULL, receipt TEXT, note TEXT, fault TEXT, epoch INTEGER NOT NULL,
            PRIMARY KEY (delivery, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE open_order (
            subject INTEGER NOT NULL, destination INTEGER NOT NULL, sequence INTEGER NOT NULL,
            delivery INTEGER NOT NULL, PRIMARY KEY (subject, destination, sequence, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE thread (
            subject INTEGER NOT NULL, destination INTEGER NOT NULL, delivered INTEGER NOT NULL, receipt TEXT,
            note TEXT, PRIMARY KEY (subject, destination)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tally (
            message INTEGER NOT NULL, state INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (message, state)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE epoch (id INTEGER PRIMARY KEY, node TEXT NOT NULL, started INTEGER NOT NULL) STRICT;

        """

    private static let hub = """
        CREATE TABLE incident (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, is_open INTEGER NOT NULL, severity TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX incident_by_state ON incident (is_open, id);
        CREATE TABLE incident_update (
            incident INTEGER NOT NULL REFERENCES incident (id), sequence INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
            body TEXT NOT NULL, PRIMARY KEY (incident, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE token (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, role TEXT NOT NULL,
            digest TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, revoked INTEGER
        ) STRICT;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
        ) STRICT;
        CREATE TABLE idempotency (
            principal TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, status INTEGER NOT NULL,
            body BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (principal, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_by_age ON idempotency (at);

        """
}
