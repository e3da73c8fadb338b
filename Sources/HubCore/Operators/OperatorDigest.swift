// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import DeliveryEngine
import Outbox

/// What operators have yet to be told: a bad hour becomes a few messages with counts, not a thousand.
///
/// A pure value, bounded by the number of channels. A quarantine is told after a few seconds, so that what comes with it
/// is in the same message; everything else waits for a minute. Each kind of message goes out at most once a minute. Of
/// the deliveries that a channel gives up, and of the hub's own trouble, the first in an hour is told.
package struct OperatorDigest: Sendable {
    private static let urgentWait = Duration.seconds(5)
    private static let wait = Duration.seconds(60)
    private static let deadLetterPause = Duration.seconds(3_600)
    private static let localFaultPause = Duration.seconds(3_600)

    private var pending: [OperatorNotice] = []
    private var lastUrgent: Timestamp?
    /// When a channel's dead letters were last begun to be told.
    private var deadLettersSince: [ChannelName: Timestamp] = [:]
    /// When the hub's own trouble was last begun to be told.
    private var localFaultsSince: Timestamp?
    /// When the next message is due; nil while there is nothing to tell.
    package private(set) var due: Timestamp?

    package init() {}

    /// Takes note of an event.
    ///
    /// - Returns: whether the next message is due at another moment than before.
    package mutating func note(_ event: EngineEvent, at now: Timestamp) -> Bool {
        switch event {
        case .channelQuarantined(let name, let fault):
            // What has not been told yet of its recovery is not true any more.
            pending.removeAll { $0.subject == .recovery(name) }
            return add(OperatorNotice(.quarantine(name), fault: fault, at: now), now: now)
        case .channelRecovered(let name): return add(OperatorNotice(.recovery(name), at: now), now: now)
        case .destinationFailing(let item):
            var notice = OperatorNotice(.destinationsFailing(item.destination.channel), fault: item.fault, at: now)
            notice.destinations = [item.destination]
            return add(notice, now: now)
        case .destinationHeld(let destination, let fault):
            var notice = OperatorNotice(.destinationsHeld(destination.channel), fault: fault, at: now)
            notice.destinations = [destination]
            return add(notice, now: now)
        case .deliveryDead(let id, let name, let fault):
            let subject = OperatorNotice.Subject.deadLetters(name)
            if !pending.contains(where: { $0.subject == subject }) {
                if let since = deadLettersSince[name], now < since + Self.deadLetterPause { return false }
                deadLettersSince[name] = now
            }
            var notice = OperatorNotice(subject, fault: fault, at: now)
            notice.deliveries = [id]
            return add(notice, now: now)
        case .localFaults(let fault, let count):
            let isPending = pending.contains { $0.subject == .localFaults }
            if !isPending {
                if let localFaultsSince, now < localFaultsSince + Self.localFaultPause { return false }
                localFaultsSince = now
            }
            var notice = OperatorNotice(.localFaults, fault: fault, at: now)
            notice.count = count
            return add(notice, now: now)
        case .laneOpened, .laneClosed:
            // One host among others: the channel's own state says it, and the log.
            return false
        }
    }

    /// Takes note that the disk is nearly full, or no longer.
    package mutating func note(diskIsFull fault: Fault?, at now: Timestamp) -> Bool {
        add(OperatorNotice(fault == nil ? .diskHasRoom : .diskNearlyFull, fault: fault, at: now), now: now)
    }

    /// Everything there is to tell, in the order in which it happened.
    package mutating func take(now: Timestamp) -> [OperatorNotice] {
        defer { (pending, due) = ([], nil) }
        if pending.contains(where: \.isUrgent) { lastUrgent = now }
        return pending
    }

    /// Takes back what could not be told, to be tried again at `moment`.
    package mutating func restore(_ notices: [OperatorNotice], until moment: Timestamp) {
        let newer = pending
        pending = notices
        for notice in newer { merge(notice) }
        due = moment
    }

    private mutating func add(_ notice: OperatorNotice, now: Timestamp) -> Bool {
        merge(notice)
        let moment =
            notice.isUrgent
            ? max(now + Self.urgentWait, lastUrgent.map { $0 + Self.wait } ?? now) : now + Self.wait
        guard due.map({ moment < $0 }) ?? true else { return false }
        due = moment
        return true
    }

    private mutating func merge(_ notice: OperatorNotice) {
        guard let index = pending.firstIndex(where: { $0.subject == notice.subject }) else {
            pending.append(notice)
            return
        }
        pending[index].count += notice.count
        let destinations = pending[index].destinations + notice.destinations
        let deliveries = pending[index].deliveries + notice.deliveries
        pending[index].destinations = Array(destinations.prefix(OperatorNotice.mostNamed))
        pending[index].deliveries = Array(deliveries.prefix(OperatorNotice.mostNamed))
    }
}
