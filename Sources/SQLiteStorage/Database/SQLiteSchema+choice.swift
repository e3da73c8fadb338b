// SPDX-License-Identifier: Apache-2.0

/// The fourth step: who wants to hear what, who is to be spared, and what readers said.
extension SQLiteSchema {
    /// `destination.unsubscribed` is a ``SuppressionReason``'s number, nought for none, and `suppressed` since when.
    ///
    /// `member.interest` is null for everything; `chosen` says that the reader chose it. `member.generation` is above
    /// nought for members of the configuration, below for imported ones, nought for those who came by themselves.
    static let choice = """
        ALTER TABLE destination ADD COLUMN person TEXT;
        ALTER TABLE destination ADD COLUMN variables TEXT;
        ALTER TABLE destination ADD COLUMN suppressed INTEGER;
        ALTER TABLE destination ADD COLUMN suppression_note TEXT;
        CREATE INDEX destination_of_person ON destination (person, channel, id) WHERE person IS NOT NULL;
        CREATE INDEX destination_suppressed ON destination (id) WHERE unsubscribed > 0;
        UPDATE destination SET suppressed = 0 WHERE unsubscribed > 0;
        ALTER TABLE member ADD COLUMN interest TEXT;
        ALTER TABLE member ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE fanout_audience ADD COLUMN segments TEXT;
        ALTER TABLE message ADD COLUMN solicited INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE confirmation (destination INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
        CREATE TABLE feedback (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, incident TEXT NOT NULL, published_update TEXT,
            helpful INTEGER NOT NULL, comment TEXT, locale TEXT, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX feedback_of_incident ON feedback (incident, at, id);

        """
}
