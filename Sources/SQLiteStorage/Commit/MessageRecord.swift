// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// A message as its deliveries need it, with the changes of its running totals that are not yet written.
///
/// Lives on the writer's queue alone.
final class MessageRecord {
    let number: Int64
    let name: Message.ID
    let sequence: Int
    let update: String?
    let priority: Priority
    let acceptedAt: Timestamp
    let isSolicited: Bool
    /// The incident whose order it keeps to; the writer's memory holds on to both together.
    unowned(safe) let subject: SubjectRecord?

    /// How many of its deliveries have something to do, and how many have arrived; kept up for messages of incidents.
    private(set) var open: Int
    private(set) var arrived: Int

    /// By state.
    private(set) var changes = SIMD16<Int32>()
    private var isChanged = false

    init(
        number: Int64,
        name: Message.ID,
        sequence: Int,
        update: String?,
        priority: Priority,
        acceptedAt: Timestamp,
        isSolicited: Bool,
        subject: SubjectRecord?,
        open: Int = 0,
        arrived: Int = 0
    ) {
        self.number = number
        self.name = name
        self.sequence = sequence
        self.update = update
        self.priority = priority
        self.acceptedAt = acceptedAt
        self.isSolicited = isSolicited
        self.subject = subject
        self.open = open
        self.arrived = arrived
    }

    /// Counts a change of how many deliveries are in a state.
    ///
    /// - Returns: whether it is the first that is not yet written.
    func note(_ state: DeliveryState, by change: Int32) -> Bool {
        changes[state.code] &+= change
        if state.isOpen {
            open += Int(change)
        } else if state == .delivered {
            arrived += Int(change)
        }
        guard !isChanged else { return false }
        isChanged = true
        return true
    }

    /// The changes are written.
    func settle() {
        changes = SIMD16()
        isChanged = false
    }
}

/// An incident as the order of its messages needs it.
final class SubjectRecord {
    let number: Int64
    /// Whether `thread` has rows of it.
    var hasThreads: Bool
    /// The highest sequence among its messages that are past their retention.
    let floor: Int
    /// Its messages in their order.
    var messages: [MessageRecord] = []

    init(number: Int64, hasThreads: Bool, floor: Int) {
        self.number = number
        self.hasThreads = hasThreads
        self.floor = floor
    }

    /// Whether a destination may have anything else of the incident.
    func mayHaveArrivals(besides message: MessageRecord) -> Bool {
        messages.count > 1 || hasThreads || floor > message.sequence
    }
}
