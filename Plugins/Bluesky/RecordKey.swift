// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

/// The key under which a post is kept: a TID, 13 letters that sort by time, made of nothing but the delivery and the
/// post's number in its chain.
///
/// So a repeat writes the same record, and deliveries that were accepted within the same millisecond have different keys
/// as long as their numbers are fewer than 31,744 apart.
package struct RecordKey: Hashable, Sendable {
    package let text: String

    /// The key of a delivery's post; `number` is the place in its chain, from 0 to 31.
    package init(_ delivery: Delivery, number: Int) {
        let id = UInt64(bitPattern: delivery.id.rawValue)
        // A millisecond has 1,000 microseconds: 31 times 32 posts of a chain, in the chain's order.
        let fraction = (id >> 10) % 31 * 32 + UInt64(min(max(number, 0), 31))
        let microseconds = UInt64(max(0, delivery.acceptedAt.milliseconds)) &* 1_000 &+ fraction
        let value = (microseconds & (1 << 53 - 1)) << 10 | id & 1_023
        let digits = Array("234567abcdefghijklmnopqrstuvwxyz")
        self.text = String((0..<13).map { digits[Int(value >> UInt64(60 - $0 * 5) & 31)] })
    }
}
