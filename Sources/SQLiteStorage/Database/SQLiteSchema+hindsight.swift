// SPDX-License-Identifier: Apache-2.0

/// The third step: what is learned of an attempt after another run has settled it.
extension SQLiteSchema {
    /// `attempt.late` is the late result as JSON, null for all but the few that have one.
    static let hindsight = """
        ALTER TABLE attempt ADD COLUMN late TEXT;

        """
}
