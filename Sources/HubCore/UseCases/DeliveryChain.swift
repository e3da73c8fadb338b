// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The deliveries of one message to one reader, each the next address that was turned to.
enum DeliveryChain {
    /// More than any configuration has: a chain of records that never ends is not followed for ever.
    private static let longest = 32

    /// The whole chain that a delivery stands in, the first address in front; the delivery alone where there is none.
    static func around(_ record: DeliveryRecord, in reader: any StorageReader) throws(Fault) -> [DeliveryRecord] {
        var chain = [record]
        var before = record.reroutedFrom
        while let id = before, chain.count < longest, !chain.contains(where: { $0.id == id }) {
            guard let earlier = try reader.delivery(id) else { break }
            chain.insert(earlier, at: 0)
            before = earlier.reroutedFrom
        }
        var after = record.reroutedTo
        while let id = after, chain.count < longest, !chain.contains(where: { $0.id == id }) {
            guard let later = try reader.delivery(id) else { break }
            chain.append(later)
            after = later.reroutedTo
        }
        return chain
    }
}
