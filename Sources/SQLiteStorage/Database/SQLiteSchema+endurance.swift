// SPDX-License-Identifier: Apache-2.0

/// The second step: bands, chains, replays, what is held, recoveries, statistics and pruning.
extension SQLiteSchema {
    static let endurance = leanLedger + chains + holds + records

    /// What each delivery costs is cut down, so that a fan-out costs half of what it did.
    ///
    /// - Being in flight is said by a row of `inflight` alone: `delivery.state` stays what it was before the attempt, and
    ///   `attempts` counts the ended ones.
    /// - The attempt that a provider took stands in the delivery's own row (`started`, `finished`, `epoch`, `receipt`,
    ///   `note`); `attempt` has the others.
    /// - The order of an incident follows from its messages' totals and from the index over (message, destination).
    ///   `thread` keeps only what that cannot tell: what deliveries that are gone or were sent anew had come to;
    ///   `subject.has_threads` says whether it has to be asked. `subject.floor` is the highest sequence among messages
    ///   that are past their retention.
    ///
    /// `ready.band` is a `Band`'s number.
    private static let leanLedger = """
        ALTER TABLE delivery ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE delivery ADD COLUMN started INTEGER;
        ALTER TABLE delivery ADD COLUMN epoch INTEGER;
        UPDATE delivery SET state = iif(attempts > 1, 3, 0), attempts = attempts - 1
            WHERE id IN (SELECT delivery FROM inflight);
        ALTER TABLE ready RENAME TO ready_by_priority;
        CREATE TABLE ready (
            lane INTEGER NOT NULL, band INTEGER NOT NULL, due INTEGER NOT NULL, delivery INTEGER NOT NULL,
            PRIMARY KEY (lane, band, due, delivery)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO ready (lane, band, due, delivery)
            SELECT r.lane, r.priority * 2 + (d.state = 3), r.due, r.delivery
            FROM ready_by_priority r JOIN delivery d ON d.id = r.delivery;
        DROP TABLE ready_by_priority;
        DROP TABLE open_order;
        DELETE FROM thread;
        ALTER TABLE subject ADD COLUMN has_threads INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE subject ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;

        """

    /// Failover chains, in tables of their own: most deliveries stand in none.
    ///
    /// `delivery.chained` says that `chain` has a row of it. There `head` is the destination that the message was first
    /// meant for, `is_step` tells a delivery that was made for the chain alone, `predecessor` is the delivery that it was
    /// made for and `successor` the one that carries the message on. A row of `failover` is a delivery that is still to
    /// be asked about, and when; `inflight.ending` is how one under way ends unless it arrives, because `winner` has.
    private static let chains = """
        ALTER TABLE delivery ADD COLUMN chained INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE chain (
            delivery INTEGER PRIMARY KEY, head INTEGER, step INTEGER NOT NULL DEFAULT 0,
            is_step INTEGER NOT NULL DEFAULT 0, predecessor INTEGER, successor INTEGER
        ) STRICT;
        CREATE INDEX chain_by_successor ON chain (successor) WHERE successor IS NOT NULL;
        ALTER TABLE inflight ADD COLUMN ending INTEGER;
        ALTER TABLE inflight ADD COLUMN winner INTEGER;
        CREATE TABLE failover (
            delivery INTEGER PRIMARY KEY, lane INTEGER NOT NULL, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX failover_by_time ON failover (at, delivery);
        CREATE INDEX failover_of_lane ON failover (lane, at, delivery);

        """

    /// What is kept back.
    ///
    /// A row of `held` is a delivery that is held by reason of its destination; `destination.releasing` says that some
    /// of them are still to be dealt with after a release. `failing` counts what a destination has failed for good since
    /// the last arrival.
    private static let holds = """
        ALTER TABLE destination ADD COLUMN held INTEGER;
        ALTER TABLE destination ADD COLUMN held_fault TEXT;
        ALTER TABLE destination ADD COLUMN releasing INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX destination_held ON destination (held) WHERE held IS NOT NULL;
        CREATE TABLE held (
            destination INTEGER NOT NULL, delivery INTEGER NOT NULL, PRIMARY KEY (destination, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE failing (
            destination INTEGER PRIMARY KEY, failures INTEGER NOT NULL, since INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE channel_held (
            channel INTEGER PRIMARY KEY, since INTEGER NOT NULL, fault TEXT NOT NULL
        ) STRICT;
        CREATE TABLE lane_health (
            lane INTEGER PRIMARY KEY, generation INTEGER NOT NULL, openings INTEGER NOT NULL, open_until INTEGER
        ) STRICT;

        """

    /// Recoveries with the place they have come to, hourly totals, and how far pruning has come.
    ///
    /// Numbers are never used again: `last_message` and `last_delivery` are the highest that pruning has deleted.
    private static let records = """
        CREATE TABLE recovery (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, filter TEXT NOT NULL, includes_expired INTEGER NOT NULL,
            state TEXT NOT NULL, created INTEGER NOT NULL, created_by TEXT NOT NULL, examined INTEGER NOT NULL,
            replayed INTEGER NOT NULL, skipped INTEGER NOT NULL, finished INTEGER,
            message INTEGER NOT NULL DEFAULT 0, destination INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX recovery_running ON recovery (id) WHERE state = 'running';
        CREATE TABLE statistic (
            hour INTEGER NOT NULL, channel INTEGER NOT NULL, outcome TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (hour, channel, outcome)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pruning (
            id INTEGER PRIMARY KEY CHECK (id = 1), attempts_message INTEGER NOT NULL,
            attempts_destination INTEGER NOT NULL, message INTEGER NOT NULL, last_message INTEGER NOT NULL,
            last_delivery INTEGER NOT NULL
        ) STRICT;
        INSERT INTO pruning (id, attempts_message, attempts_destination, message, last_message, last_delivery)
            VALUES (1, 0, 0, 0, 0, 0);

        """
}
