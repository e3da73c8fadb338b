// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox

/// A channel that is only ever asked about its limits.
struct IdleChannel: Channel {
    struct Settings: ChannelSettings { func validate() throws(Fault) {} }

    static let manifest = ChannelManifest(
        kind: "idle",
        version: "1",
        summary: "Does nothing.",
        settings: [],
        retry: RetryPolicy(schedule: [], expires: .seconds(86_400))
    )

    init() {}

    init(settings: Settings, services: ChannelServices) throws(Fault) {}

    func host(for destination: Destination) throws(Fault) -> String { "host" }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering { Rendering(parts: []) }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}

/// A queue of deliveries that offers what is due to the limits, as the ledger does, and counts what they say.
struct LimitsStage {
    struct Entry {
        var candidate: Candidate
        var due: Timestamp
    }

    var limits: Limits
    let channel: ConfiguredChannel
    var now: Timestamp
    /// How long after a delivery has come due it is offered, at the most.
    var lateness: Int64 = 0
    private(set) var admitted: [(at: Timestamp, candidate: Candidate)] = []
    private(set) var postponements: [Delivery.ID: Int] = [:]
    private(set) var outOfTurn = 0
    private var queue: [Entry] = []
    private var head = 0
    private var deliveries: Int64 = 0
    private var random: SeededGenerator

    init(
        rate: RateLimit? = nil,
        perLane: RateLimit? = nil,
        perDestination: RateLimit? = nil,
        perReader: RateLimit? = nil,
        limits: Limits = Limits(),
        seed: UInt64 = 1
    ) {
        self.limits = limits
        self.now = Timestamp(milliseconds: 1_795_300_000_000)
        self.random = SeededGenerator(seed: seed)
        self.channel = ConfiguredChannel(
            name: .sample("idle"),
            adapter: AnyChannel(IdleChannel()),
            rate: rate,
            ratePerLane: perLane,
            ratePerDestination: perDestination,
            ratePerReader: perReader
        )
    }

    var waiting: Int { queue.count - head }
    var postponed: Int { postponements.values.reduce(0, +) }

    func lane(_ id: Lane.ID) -> Lane { Lane(id: id, channel: channel.name, host: "host\(id.rawValue)") }

    mutating func add(
        _ count: Int = 1,
        to destination: Int64 = 1,
        lane: Int64 = 1,
        priority: Priority = .update,
        due: Timestamp? = nil
    ) {
        for _ in 0..<count {
            deliveries += 1
            let candidate = Candidate(
                delivery: Delivery.ID(deliveries),
                destination: DestinationID(destination),
                lane: Lane.ID(lane),
                band: Band(priority),
                due: due ?? now
            )
            insert(Entry(candidate: candidate, due: due ?? now))
        }
    }

    /// Takes everything out of the queue that has not been sent.
    mutating func cancelAll() {
        queue = []
        head = 0
    }

    /// Offers what is due, and what comes due, until nothing waits or the moment is reached.
    ///
    /// Each round's admissions are handed to `sent`, which says what came of them by changing the limits.
    mutating func run(
        until end: Timestamp? = nil,
        sent: (inout LimitsStage, Candidate) -> Void = { _, _ in }
    ) {
        while waiting > 0 {
            var wake = queue[head].due
            if let end, wake > end { break }
            if wake <= now, let turn = earliestTurn() { wake = turn }
            wake = max(now, wake) + .milliseconds(lateness > 0 ? Int64.random(in: 0...lateness, using: &random) : 0)
            if let end, wake > end { break }
            now = wake
            let before = admitted.count
            offer()
            for index in before..<admitted.count { sent(&self, admitted[index].candidate) }
        }
        if let end { now = max(now, end) }
    }

    /// When the first of the lanes with something due may go on; nil where one may now.
    private func earliestTurn() -> Timestamp? {
        var earliest: Timestamp?
        for entry in queue[head...].prefix(while: { $0.due <= now }) {
            guard let turn = limits.nextTurn(of: lane(entry.candidate.lane), channel: channel, now: now) else {
                return nil
            }
            earliest = min(earliest ?? turn, turn)
        }
        return earliest
    }

    private mutating func offer() {
        var due: [Entry] = []
        while head < queue.count, queue[head].due <= now {
            due.append(queue[head])
            head += 1
        }
        if head > 4_096 {
            queue.removeFirst(head)
            head = 0
        }
        due.sort { ($0.candidate.band, $0.due) < ($1.candidate.band, $1.due) }
        var stopped: Set<Lane.ID> = []
        for entry in due {
            let candidate = entry.candidate
            guard !stopped.contains(candidate.lane) else {
                insert(entry)
                continue
            }
            switch limits.admit(candidate, lane: lane(candidate.lane), channel: channel, now: now) {
            case .admit:
                admitted.append((now, candidate))
            case .postpone(let until):
                if until <= now { outOfTurn += 1 }
                postponements[candidate.delivery, default: 0] += 1
                insert(Entry(candidate: candidate, due: max(until, now + .milliseconds(1))))
            case .stop:
                stopped.insert(candidate.lane)
                insert(entry)
            }
        }
    }

    private mutating func insert(_ entry: Entry) {
        var low = head
        var high = queue.count
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].due <= entry.due { low = middle + 1 } else { high = middle }
        }
        queue.insert(entry, at: low)
    }
}

/// Whether a sequence of moments keeps to a rate whose burst was used up at its beginning.
func keeps(_ limit: RateLimit, _ moments: [Timestamp], from start: Timestamp) -> Bool {
    // The definition, not the algorithm: the n-th after any one comes n − burst steps later at the least.
    let step = limit.period.seconds / Double(limit.limit)
    for (index, moment) in moments.enumerated() {
        if (moment - start).seconds < step * Double(index) - step * Double(limit.burst - 1) - 0.002 { return false }
        if index < limit.burst, (moment - start).seconds < step * Double(index) - 0.002 { return false }
        for later in stride(from: index + limit.burst, to: moments.count, by: max(1, moments.count / 40)) {
            let span = (moments[later] - moment).seconds
            if span < step * Double(later - index - limit.burst) + step - 0.002 { return false }
        }
    }
    return true
}
