// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension Delivery {
    /// The ``key`` of a delivery: unique over all time, since the message's identifier is.
    package static func key(of delivery: ID, message: Message.ID) -> String { "\(message)_\(delivery.rawValue)" }

    /// The delivery and the message that a key names; nil for what is none.
    package static func parts(ofKey key: some StringProtocol) -> (delivery: ID, message: Message.ID)? {
        let key = Substring(key)
        guard
            key.utf8.count <= 90, let end = key.utf8.lastIndex(of: UInt8(ascii: "_")),
            let number = Int64(key[key.utf8.index(after: end)...]), number > 0, let message = Message.ID(key[..<end])
        else { return nil }
        return (ID(number), message)
    }
}
