// SPDX-License-Identifier: Apache-2.0

/// The fifth step: whose mailbox is full.
extension SQLiteSchema {
    /// `destination.full_mailbox` is a ``FullMailbox`` as JSON, null for all but the few that have one.
    static let fullness = """
        ALTER TABLE destination ADD COLUMN full_mailbox TEXT;

        """
}
