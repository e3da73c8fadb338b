// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// Something that happened to the delivery as a whole, worth telling the operators or showing.
package enum EngineEvent: Hashable, Sendable {
    /// A channel as a whole has failed: one event, however many deliveries wait for it.
    case channelQuarantined(ChannelName, Fault)
    /// It works again.
    case channelRecovered(ChannelName)
    /// A lane is no longer tried, because its host answers nothing or fails again and again.
    case laneOpened(Lane, Fault, until: Timestamp)
    case laneClosed(Lane)
    /// Nothing has arrived at the destination for so long that its owner should know.
    case destinationFailing(FailingDestination)
    /// The destination is held from now on.
    case destinationHeld(Destination, Fault)
    /// So many attempts have failed by our own trouble: want of sockets, memory, a resolver or a proxy. No channel and
    /// no destination is to blame; the fault is the latest.
    case localFaults(Fault, count: Int)
    /// A delivery was given up.
    case deliveryDead(Delivery.ID, ChannelName, Fault)
}
