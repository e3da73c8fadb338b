// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What a ``MemoryLedger`` holds: acceptance, expansion, and what waits in which lane.
struct MemoryLedgerState {
    /// A destination within an incident: what order is kept over.
    struct ThreadKey: Hashable {
        let incident: IncidentReference.ID
        let destination: DestinationID
    }

    struct Row {
        var record: DeliveryRecord
        let destinationID: DestinationID
        let lane: Lane.ID
        let order: DeliveryOrder
        let priority: Priority
        let thread: ThreadKey?
        let sequence: Int
        var failures = 0
    }

    /// A place in a lane's queue: most urgent first, then earliest due, then first made.
    struct Place: Comparable {
        let priority: Priority
        let due: Timestamp
        let delivery: Delivery.ID

        static func < (left: Place, right: Place) -> Bool {
            (left.priority, left.due, left.delivery) < (right.priority, right.due, right.delivery)
        }
    }

    struct Flight: Hashable {
        let attempt: Int
        let epoch: Int64
    }

    struct Fanout {
        let message: OutboxMessage
        let destinations: [DestinationID]
        var position = 0
    }

    var messages: [Message.ID: OutboxMessage] = [:]
    var rows: [Delivery.ID: Row] = [:]
    var attempts: [Delivery.ID: [AttemptRecord]] = [:]
    var inFlight: [Delivery.ID: Flight] = [:]
    /// The open deliveries of each thread.
    var open: [ThreadKey: Set<Delivery.ID>] = [:]
    /// The highest sequence delivered to each thread.
    var delivered: [ThreadKey: Int] = [:]
    var receipts: [ThreadKey: Receipt] = [:]
    var queues: [Lane.ID: [Place]] = [:]
    /// Lanes given work since someone last asked.
    var touched: Set<Lane.ID> = []
    var epoch: Int64 = 0
    var node = ""
    var now = Timestamp.distantPast

    private var fanouts: [Fanout] = []
    private var made: Set<MadeKey> = []
    private var lanes: [Lane.ID: Lane] = [:]
    private var destinations: [Destination] = []
    private var destinationIDs: [AddressKey: DestinationID] = [:]

    private struct MadeKey: Hashable {
        let message: Message.ID
        let destination: DestinationID
    }

    private struct AddressKey: Hashable {
        let channel: ChannelName
        let address: String
    }

    // MARK: - Acceptance and expansion

    /// Whether an earlier message of the incident still waits for its deliveries.
    func isExpanding(before incident: IncidentReference?) -> Bool {
        guard let incident else { return false }
        return fanouts.contains { fanout in
            fanout.message.incident.map { $0.id == incident.id && $0.sequence < incident.sequence } ?? false
        }
    }

    mutating func accept(_ message: OutboxMessage, for destinations: [Destination]) {
        messages[message.id] = message
        var seen: Set<DestinationID> = []
        let ids = destinations.map { remember($0) }.filter { seen.insert($0).inserted }
        fanouts.append(Fanout(message: message, destinations: ids))
    }

    mutating func expandNext(limit: Int, now: Timestamp, planner: any DeliveryPlanner) -> Expansion {
        self.now = max(self.now, now)
        touched = []
        guard let first = fanouts.min(by: { $0.message.priority < $1.message.priority })?.message else {
            return Expansion()
        }
        // An urgent update lends its urgency to the earlier updates of its incident that it has to wait for.
        let siblings = fanouts.map(\.message).filter { $0.incident != nil && $0.incident?.id == first.incident?.id }
        let next = siblings.min { ($0.incident?.sequence ?? 0) < ($1.incident?.sequence ?? 0) } ?? first
        let created = expand(next.id, limit: limit, planner: planner)
        return Expansion(lanes: statuses(of: touched, now: now), created: created, isFinished: fanouts.isEmpty)
    }

    mutating func expand(_ message: Message.ID, limit: Int, planner: any DeliveryPlanner) -> Int {
        guard let index = fanouts.firstIndex(where: { $0.message.id == message }) else { return 0 }
        let fanout = fanouts[index]
        let page = fanout.destinations[fanout.position...].prefix(limit)
        for destination in page { create(fanout.message, for: destination, planner: planner) }
        fanouts[index].position += page.count
        if fanouts[index].position == fanout.destinations.count { fanouts.remove(at: index) }
        return page.count
    }

    private mutating func create(_ message: OutboxMessage, for id: DestinationID, planner: any DeliveryPlanner) {
        guard made.insert(MadeKey(message: message.id, destination: id)).inserted else { return }
        let destination = destinations[Int(id.rawValue) - 1]
        let plan = planner.plan(for: destination, acceptedAt: message.acceptedAt)
        let thread = message.incident.map { ThreadKey(incident: $0.id, destination: id) }
        var row = Row(
            record: DeliveryRecord(
                id: Delivery.ID(Int64(rows.count) + 1),
                message: message.id,
                incident: message.incident?.id,
                update: message.incident?.update,
                destination: destination,
                state: .pending,
                attempts: 0,
                createdAt: message.acceptedAt,
                expiresAt: plan.expiresAt
            ),
            destinationID: id,
            lane: lane(channel: destination.channel, host: plan.host),
            order: plan.order,
            priority: message.priority,
            thread: thread,
            sequence: message.incident?.sequence ?? 0
        )
        switch plan.start {
        case .ready: break
        case .held: row.record.state = .held
        case .dead(let fault):
            row.record.state = .dead
            row.record.fault = fault
            row.record.finishedAt = message.acceptedAt
        }
        rows[row.record.id] = row
        guard plan.start == .ready else { return }
        if let thread {
            open[thread, default: []].insert(row.record.id)
            settleOrder(of: thread, at: message.acceptedAt)
        } else {
            makeReady(row.record.id, due: message.acceptedAt)
        }
    }

    private mutating func remember(_ destination: Destination) -> DestinationID {
        let key = AddressKey(channel: destination.channel, address: destination.address)
        if let id = destinationIDs[key] {
            destinations[Int(id.rawValue) - 1] = destination
            return id
        }
        destinations.append(destination)
        let id = DestinationID(Int64(destinations.count))
        destinationIDs[key] = id
        return id
    }

    // MARK: - Lanes

    private mutating func lane(channel: ChannelName, host: String) -> Lane.ID {
        if let lane = lanes.values.first(where: { $0.channel == channel && $0.host == host }) { return lane.id }
        let id = Lane.ID(Int64(lanes.count) + 1)
        lanes[id] = Lane(id: id, channel: channel, host: host)
        return id
    }

    mutating func makeReady(_ id: Delivery.ID, due: Timestamp) {
        guard let row = rows[id], row.record.dueAt == nil else { return }
        rows[id]?.record.dueAt = due
        let place = Place(priority: row.priority, due: due, delivery: id)
        let queue = queues[row.lane] ?? []
        let index = queue.binarySearch(place)
        queues[row.lane, default: []].insert(place, at: index)
        touched.insert(row.lane)
    }

    mutating func takeOut(_ id: Delivery.ID) {
        guard let row = rows[id], let due = row.record.dueAt else { return }
        rows[id]?.record.dueAt = nil
        let place = Place(priority: row.priority, due: due, delivery: id)
        guard let queue = queues[row.lane] else { return }
        let index = queue.binarySearch(place)
        if index < queue.count, queue[index] == place { queues[row.lane]?.remove(at: index) }
    }

    var busyLanes: Set<Lane.ID> { Set(queues.filter { !$0.value.isEmpty }.keys) }

    func statuses(of ids: Set<Lane.ID>, now: Timestamp) -> [LaneStatus] {
        ids.sorted()
            .compactMap { id in
                guard let lane = lanes[id] else { return nil }
                let queue = queues[id] ?? []
                let next = queue.min { $0.due < $1.due }
                let urgent = queue.first { $0.due <= now } ?? next
                return LaneStatus(lane: lane, nextDue: next?.due, priority: urgent?.priority)
            }
    }

    func channel(of lane: Lane.ID) -> ChannelName? { lanes[lane]?.channel }
}

extension [MemoryLedgerState.Place] {
    /// Where `place` is, or would be.
    fileprivate func binarySearch(_ place: Element) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if self[middle] < place { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        return range.lowerBound
    }
}
