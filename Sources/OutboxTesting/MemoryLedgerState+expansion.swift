// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Accepting messages and making their deliveries.
extension MemoryLedgerState {
    /// Accepts a message, and makes its deliveries at once where they are few and no earlier message of its incident
    /// still waits for its own.
    mutating func enqueue(
        _ message: OutboxMessage,
        destinations: [Destination],
        immediateLimit: Int,
        planner: any DeliveryPlanner
    ) -> EnqueueResult {
        touched = []
        messages[message.id] = message
        lastMessage += 1
        messageNumbers[message.id] = lastMessage
        let isBlocked = isExpanding(before: message.incident)
        // Each once, in the order of their numbers: so every ledger goes through them.
        let ids = Set(destinations.map { remember($0) }).sorted()
        fanouts.append(Fanout(message: message, destinations: ids))
        guard ids.count <= immediateLimit, !isBlocked else {
            return EnqueueResult(deliveries: ids.count, lanes: [])
        }
        let created = expand(message.id, limit: .max, planner: planner)
        return EnqueueResult(deliveries: created, lanes: statuses(of: touched))
    }

    mutating func expandNext(limit: Int, planner: any DeliveryPlanner) -> Expansion {
        touched = []
        guard let first = fanouts.min(by: { $0.message.priority < $1.message.priority })?.message else {
            return Expansion()
        }
        // An urgent update lends its urgency to the earlier updates of its incident that it has to wait for.
        let siblings = fanouts.map(\.message).filter { $0.incident != nil && $0.incident?.id == first.incident?.id }
        let next = siblings.min { ($0.incident?.sequence ?? 0) < ($1.incident?.sequence ?? 0) } ?? first
        let created = expand(next.id, limit: limit, planner: planner)
        return Expansion(lanes: statuses(of: touched), created: created, isFinished: fanouts.isEmpty)
    }

    /// Whether an earlier message of the incident still waits for its deliveries.
    private func isExpanding(before incident: IncidentReference?) -> Bool {
        guard let incident else { return false }
        return fanouts.contains { fanout in
            fanout.message.incident.map { $0.id == incident.id && $0.sequence < incident.sequence } ?? false
        }
    }

    private mutating func expand(_ message: Message.ID, limit: Int, planner: any DeliveryPlanner) -> Int {
        guard let index = fanouts.firstIndex(where: { $0.message.id == message }) else { return 0 }
        let fanout = fanouts[index]
        let page = fanout.destinations[fanout.position...].prefix(limit)
        var created = 0
        for destination in page where expand(fanout.message, to: destination, planner: planner) { created += 1 }
        fanouts[index].position += page.count
        if fanouts[index].position == fanout.destinations.count { fanouts.remove(at: index) }
        return created
    }

    /// Makes the delivery to one destination that the message was meant for from the start.
    ///
    /// - Returns: whether it was made; not where the reader wants none or is written to elsewhere, or a chain got there
    ///   first.
    private mutating func expand(_ message: OutboxMessage, to id: DestinationID, planner: any DeliveryPlanner) -> Bool {
        let contact = contact(id)
        guard !contact.isUnsubscribed || message.isSolicited, !isRepresented(id, in: message) else { return false }
        let plan = planner.plan(for: contact.destination, priority: message.priority, acceptedAt: message.acceptedAt)
        if let known = made[MadeKey(message: message.id, destination: id)] {
            adopt(known)
            return false
        }
        let delivery = create(message, for: id, plan: plan, due: message.acceptedAt)
        if let patience = plan.patience {
            rows[delivery]?.head = id
            wait(delivery, until: message.acceptedAt + patience)
        }
        return true
    }

    /// Whether the message already goes to another address of the same person on the same channel.
    private func isRepresented(_ id: DestinationID, in message: OutboxMessage) -> Bool {
        let destination = contact(id).destination
        guard let person = destination.person else { return false }
        return made.keys.contains { key in
            let other = contact(key.destination).destination
            return key.message == message.id && key.destination != id && other.person == person
                && other.channel == destination.channel
        }
    }

    /// Makes a delivery; whether the reader wants one and has none is settled before.
    mutating func create(
        _ message: OutboxMessage,
        for id: DestinationID,
        priority: Priority? = nil,
        plan: DeliveryPlan,
        due: Timestamp
    ) -> Delivery.ID {
        lastDelivery += 1
        let contact = contact(id)
        var row = Row(
            record: DeliveryRecord(
                id: Delivery.ID(lastDelivery),
                message: message.id,
                incident: message.incident?.id,
                update: message.incident?.update,
                destination: contact.destination,
                state: .pending,
                attempts: 0,
                createdAt: message.acceptedAt,
                expiresAt: plan.expiresAt
            ),
            destinationID: id,
            lane: lane(channel: contact.destination.channel, host: plan.host),
            order: plan.order,
            priority: priority ?? message.priority,
            thread: message.incident.map { ThreadKey(incident: $0.id, destination: id) },
            sequence: message.incident?.sequence ?? 0
        )
        switch plan.start {
        case .dead(let fault):
            row.record.state = .dead
            row.record.fault = fault
            row.record.finishedAt = due
        case .ready, .held:
            if let hold = contact.hold {
                row.record.state = .held
                row.record.fault = hold.fault
                row.holdReason = .destination
            } else if plan.start == .held {
                row.record.state = .held
                row.holdReason = .plan
            }
        }
        rows[row.record.id] = row
        made[MadeKey(message: message.id, destination: id)] = row.record.id
        if row.record.state == .pending { enter(row.record.id, due: due, now: due) }
        return row.record.id
    }

    // MARK: - Destinations

    func contact(_ id: DestinationID) -> Contact { contacts[Int(id.rawValue) - 1] }

    mutating func withContact(_ id: DestinationID, _ change: (inout Contact) -> Void) {
        change(&contacts[Int(id.rawValue) - 1])
    }

    func destinationID(channel: ChannelName, address: String) -> DestinationID? {
        destinationIDs[AddressKey(channel: channel, address: address)]
    }

    /// The number of a destination; what it leaves out is kept as it was.
    mutating func remember(_ destination: Destination) -> DestinationID {
        let key = AddressKey(channel: destination.channel, address: destination.address)
        if let id = destinationIDs[key] {
            withContact(id) { contact in
                let known = contact.destination
                contact.destination.locale = destination.locale ?? known.locale
                contact.destination.secret = destination.secret ?? known.secret
                contact.destination.tags = destination.tags.isEmpty ? known.tags : destination.tags
                contact.destination.fallbacks = destination.fallbacks.isEmpty ? known.fallbacks : destination.fallbacks
                contact.destination.person = destination.person ?? known.person
                contact.destination.variables = destination.variables.isEmpty ? known.variables : destination.variables
            }
            return id
        }
        contacts.append(Contact(destination: destination))
        let id = DestinationID(Int64(contacts.count))
        destinationIDs[key] = id
        return id
    }

    mutating func setUnsubscribed(_ isUnsubscribed: Bool, channel: ChannelName, address: String) -> Bool {
        guard let id = destinationID(channel: channel, address: address) else { return false }
        withContact(id) { $0.isUnsubscribed = isUnsubscribed }
        return true
    }
}
