// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

extension Timestamp {
    /// The wall clock: when something arrived is a fact of the run, so nothing here is given a clock to turn.
    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
