// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

/// All that the dispatcher decides by: lanes, limits, breakers, and the channels' own health.
///
/// A pure value: every method is told the time, and what it brings about is left in ``news`` for its owner to act on.
package struct DispatchBook: Sendable {
    /// What has come of the latest calls.
    package struct News: Sendable {
        package var events: [EngineEvent] = []
        /// Breakers that changed, to be kept over a restart.
        package var health: [LaneHealth] = []
        /// Lanes that nothing can be sent on for now: what waits there may have somewhere else to turn to.
        package var parked: Set<Lane.ID> = []
        /// Claims that were not sent after all.
        package var givenBack: [Claim] = []

        package init() {}
    }

    /// Attempts at once over all lanes; an eighth is kept for critical ones.
    let maximumInFlight: Int

    package var limits = Limits()
    package internal(set) var news = News()
    /// How many claims are in hand, under way or waiting for a place.
    package internal(set) var inHand = 0

    var lanes: [Lane.ID: LaneEntry] = [:]
    /// The configured ones, by name; lanes and flights know theirs by its place, so that no attempt looks for a name.
    var channels: [ChannelEntry]
    private let places: [ChannelName: Int]
    var destinations = DestinationHealth()
    var localFaults = LocalFaults()
    /// Deliveries whose reader had been told so much already that they have to wait.
    var waiting: Set<Delivery.ID> = []
    /// What was admitted in the exchange under way.
    var admitted: [Candidate] = []
    var gone: [(id: DestinationID, destination: Destination, fault: Fault)] = []
    var rota = LaneRota()

    package init(channels: ChannelDirectory, maximumInFlight: Int) {
        self.channels = channels.all.map { ChannelEntry($0) }
        self.places = Dictionary(uniqueKeysWithValues: zip(channels.all.map(\.name), 0...))
        self.maximumInFlight = maximumInFlight
    }

    package mutating func takeNews() -> News {
        defer { news = News() }
        return news
    }

    // MARK: - What is ready

    package mutating func learn(_ status: LaneStatus, now: Timestamp) {
        let id = status.lane.id
        if lanes[id] == nil {
            guard !status.bands.isEmpty else { return }
            let place = places[status.lane.channel]
            let concurrency = place.map { channels[$0].channel.concurrency } ?? 1
            lanes[id] = LaneEntry(lane: status.lane, channel: place, concurrency: concurrency, now: now)
        }
        with(id) { entry in
            entry.bands = status.bands
            entry.restUntil = nil
        }
        stir(id)
        guard let entry = lanes[id] else { return }
        if entry.isIdle(at: now), lanes.count > 1_024 {
            lanes[id] = nil
            rota.forget(id)
        }
        if !status.bands.isEmpty, isParked(entry) { news.parked.insert(id) }
    }

    /// Learns what was told of a lane beside an exchange, which may be older than what is known already.
    ///
    /// So it only ever adds: one look too many costs little, and the exchange that looks says how things are; one look
    /// too few would leave work lying.
    package mutating func hear(_ status: LaneStatus, now: Timestamp) {
        var bands = status.bands
        for known in lanes[status.lane.id]?.bands ?? [] {
            if let place = bands.firstIndex(where: { $0.band == known.band }) {
                bands[place] = BandStatus(known.band, due: min(bands[place].due, known.due))
            } else {
                bands.append(known)
            }
        }
        bands.sort { $0.band < $1.band }
        learn(LaneStatus(lane: status.lane, bands: bands), now: now)
    }

    /// Takes up breakers that were open when the hub last ran.
    package mutating func restore(_ health: [LaneHealth]) {
        for item in health { with(item.lane) { $0.breaker = Breaker(restoring: item) } }
    }

    /// Changes a lane in place.
    @discardableResult
    mutating func with<Result>(_ id: Lane.ID, _ change: (inout LaneEntry) -> Result) -> Result? {
        lanes.index(forKey: id).map { with($0, change) }
    }

    mutating func with<Result>(_ index: [Lane.ID: LaneEntry].Index, _ change: (inout LaneEntry) -> Result) -> Result {
        change(&lanes.values[index])
    }

    /// Changes a channel in place, where it is configured.
    mutating func with(_ name: ChannelName, _ change: (inout ChannelEntry) -> Void) {
        if let place = places[name] { change(&channels[place]) }
    }

    func entry(of name: ChannelName) -> ChannelEntry? { places[name].map { channels[$0] } }

    /// Whether nothing can be sent on the lane for a while, whatever its limits.
    func isParked(_ entry: LaneEntry) -> Bool {
        guard let place = entry.channel, !channels[place].isHeld else { return true }
        return channels[place].isQuarantined || !entry.isBreakerClosed
    }

    /// The lanes that have something waiting and cannot be sent on.
    package var parkedLanes: [Lane.ID] {
        lanes.values.filter { !$0.bands.isEmpty && isParked($0) }.map(\.lane.id).sorted()
    }

    /// Forgets what is long past; what it remembers is bounded in any case.
    package mutating func prune(now: Timestamp) { destinations.prune(now: now) }

    // MARK: - What people decide

    package mutating func hold(_ channel: ChannelName, because fault: Fault, now: Timestamp) {
        with(channel) { $0.hold = ChannelEntry.Hold(fault: fault, since: now) }
        park(channel)
    }

    package mutating func release(_ channel: ChannelName, now: Timestamp) {
        with(channel) { entry in
            entry.hold = nil
            entry.watch.release(at: now)
        }
        for id in lanes.keys where lanes[id]?.lane.channel == channel { with(id) { $0.breaker.release(at: now) } }
        stir(channel)
    }

    /// Takes note that a channel uses other settings: what is under way says nothing of them.
    package mutating func renew(_ channel: ChannelName, now: Timestamp) {
        if entry(of: channel)?.isQuarantined ?? false {
            for id in lanes.keys where lanes[id]?.lane.channel == channel { with(id) { $0.breaker.release(at: now) } }
        }
        with(channel) { entry in
            entry.renewals += 1
            entry.watch.renew(at: now)
        }
        stir(channel)
    }

    /// Has nothing more sent on a channel, and what waits there passed on where it can be.
    mutating func park(_ channel: ChannelName) {
        for id in lanes.keys where lanes[id]?.lane.channel == channel {
            news.parked.insert(id)
            giveBack(id)
        }
    }

    /// Makes of each destination that fails what its record asks for.
    ///
    /// - Returns: those to be held, and why.
    package mutating func judge(
        _ failing: [FailingDestination],
        now: Timestamp
    ) -> [(id: DestinationID, destination: Destination, fault: Fault)] {
        var holds: [(id: DestinationID, destination: Destination, fault: Fault)] = []
        for item in failing {
            switch destinations.verdict(of: item, now: now) {
            case .fine: break
            case .warn: news.events.append(.destinationFailing(item))
            case .hold(let fault): holds.append((item.id, item.destination, fault))
            }
        }
        return holds
    }
}
