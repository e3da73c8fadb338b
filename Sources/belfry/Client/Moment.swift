// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import ChannelKit
import Transport

/// A point in time on the command line: an RFC 3339 time, or how long ago it was, such as `2h`.
struct Moment: ExpressibleByArgument {
    let timestamp: Timestamp

    init?(argument: String) {
        if let span = SettingDuration(argument) {
            self.timestamp = SystemClock().now - span.value
        } else if let timestamp = Timestamp(argument) {
            self.timestamp = timestamp
        } else {
            return nil
        }
    }
}
