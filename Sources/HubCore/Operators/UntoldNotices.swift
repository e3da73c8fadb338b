// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Synchronization

/// What nobody could be told of a channel, because every operator would have been told by that very channel.
///
/// Shown with the channel until it works again.
package final class UntoldNotices: Sendable {
    package struct Entry: Encodable, Hashable, Sendable {
        package let at: Timestamp
        package let message: String
    }

    private let entries: Mutex<[ChannelName: Entry]> = Mutex([:])

    package init() {}

    package subscript(_ channel: ChannelName) -> Entry? { entries.withLock { $0[channel] } }

    func note(_ message: String, of channel: ChannelName, at now: Timestamp) {
        entries.withLock { $0[channel] = Entry(at: now, message: message) }
    }

    func clear(_ channel: ChannelName) { entries.withLock { $0[channel] = nil } }
}
