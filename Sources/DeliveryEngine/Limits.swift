// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// Every limit that stands between a candidate and its attempt: the rates of the channel's account, the lane and the
/// destination together, the pauses that providers asked for, and a breaker for each destination that fails.
///
/// A pure value: the dispatcher keeps it behind a lock and asks it inside the claiming transaction. What is refused is
/// put off, never failed. Of every rate a quarter at the most goes to backfill.
///
/// All rates start with their burst used up, as if it had been spent the moment before the first candidate; but those of
/// channels that would keep messages back for hours so go on from what the ledger knows to have been sent. Its memory
/// follows what is in use: it forgets by itself what no longer limits anything.
package struct Limits: Sendable {
    private enum Subject: Hashable, Sendable {
        case channel(ChannelName)
        case lane(Lane.ID)
        case destination(DestinationID)
    }

    private static let fewestToPrune = 8_192
    private static let mostGuards = 65_536
    /// A clock that is put back by more than this makes every moment that is kept here worthless.
    private static let clockTolerance = Duration.seconds(2)

    private let breakerRules: Breaker.Rules
    private var channels: [ChannelName: RateGate] = [:]
    /// How an earlier run has left the rates that remember for long.
    private var remembered: [ChannelName: RateMeter] = [:]
    private var lanes: [Lane.ID: RateGate] = [:]
    private var destinations = DestinationRates()
    private var guards: [DestinationID: DestinationGuard] = [:]
    private var pauses: [Subject: Timestamp] = [:]
    /// When the first candidate came: what has never sent may have its burst as soon as that could have been earned.
    private var start: Timestamp?
    private var latest = Timestamp.distantPast
    private var nextPrune = Limits.fewestToPrune

    package init(breakerRules: Breaker.Rules = Breaker.Rules()) { self.breakerRules = breakerRules }

    /// When the lane may next be claimed from, as far as pauses and the rates of channel and lane say; nil for now.
    package func nextTurn(of lane: Lane, channel: ConfiguredChannel, now: Timestamp) -> Timestamp? {
        // The next candidate sets right what a clock that was put back has upset.
        if isClockPutBack(now) { return nil }
        // Looking up costs as much in an empty book as in a full one, and this is asked for every candidate.
        let pause = pauses.isEmpty ? nil : Self.later(pauses[.channel(channel.name)], pauses[.lane(lane.id)])
        let rate = Self.later(
            channels.isEmpty ? nil : channels[channel.name]?.earliest(),
            lanes.isEmpty ? nil : lanes[lane.id]?.earliest()
        )
        return Self.later(pause, rate).flatMap { $0 > now ? $0 : nil }
    }

    /// When backfill may next be claimed from the lane, as far as its part of the rates says; nil for now.
    ///
    /// Worth asking before a claim: candidates beyond their part are put off one by one.
    package func nextBackfill(of lane: Lane, channel: ConfiguredChannel, now: Timestamp) -> Timestamp? {
        if isClockPutBack(now) { return nil }
        let moment = Self.later(channels[channel.name]?.earliestBackfill(), lanes[lane.id]?.earliestBackfill())
        return moment.flatMap { $0 > now ? $0 : nil }
    }

    /// Judges one candidate and, where channel, lane and destination all admit it, counts it with all three.
    ///
    /// A candidate that is postponed has its time to itself, and is admitted then unless something more urgent, a pause
    /// or a stop of the lane has come in between.
    package mutating func admit(
        _ candidate: Candidate,
        lane: Lane,
        channel: ConfiguredChannel,
        now: Timestamp
    ) -> Admission {
        let start = beginning(at: now)
        if nextTurn(of: lane, channel: channel, now: now) != nil { return .stop }
        var channelGate = channel.rate.map {
            channels[channel.name] ?? RateGate($0, meter: remembered[channel.name], start: start)
        }
        var laneGate = channel.ratePerLane.map { lanes[lane.id] ?? RateGate($0, start: start) }
        defer {
            if let channelGate { channels[channel.name] = channelGate }
            if let laneGate { lanes[lane.id] = laneGate }
        }
        if let moment = Self.later(channelGate?.earliest(), laneGate?.earliest()), moment > now { return .stop }
        let priority = candidate.band.priority
        if priority == .backfill,
            let moment = Self.later(channelGate?.earliestBackfill(), laneGate?.earliestBackfill()), moment > now
        {
            let slot = channelGate?.bookBackfill(notBefore: now, at: now) ?? now
            return .postpone(until: laneGate?.bookBackfill(notBefore: slot, at: now) ?? slot)
        }
        if let slot = postponement(of: candidate, channel: channel, start: start, now: now) {
            return .postpone(until: slot)
        }
        channelGate?.spend(priority, at: now)
        laneGate?.spend(priority, at: now)
        return .admit
    }

    /// Takes up what an earlier run has sent on a channel whose rate is slow; others start with their burst used up.
    ///
    /// Attempts are counted where they ended, and within an hour at its end: none can have been later.
    package mutating func restore(_ channel: ConfiguredChannel, _ counts: [HourlyCount], now: Timestamp) {
        guard let rate = channel.rate, RateMeter.isSlow(rate) else { return }
        let hours = Dictionary(grouping: counts, by: \.hour).mapValues { $0.map(\.count).reduce(0, +) }
        let sent = hours.sorted { $0.key < $1.key }.map { (by: $0.key + .seconds(3_600), count: $0.value) }
        remembered[channel.name] = RateMeter(rate, sent: sent, now: now)
    }

    package mutating func pause(channel: ChannelName, until moment: Timestamp) { pause(.channel(channel), moment) }

    package mutating func pause(lane: Lane.ID, until moment: Timestamp) { pause(.lane(lane), moment) }

    package mutating func pause(destination: DestinationID, until moment: Timestamp) {
        pause(.destination(destination), moment)
    }

    /// Whether a destination has asked for a rest that is not over.
    package func isPaused(_ destination: DestinationID, at now: Timestamp) -> Bool {
        guard !pauses.isEmpty, let pause = pauses[.destination(destination)] else { return false }
        return pause > now && !isClockPutBack(now)
    }

    /// Whether a lane, or its whole channel, has to rest for longer.
    package func isPaused(_ lane: Lane, at now: Timestamp) -> Bool {
        guard !pauses.isEmpty, !isClockPutBack(now) else { return false }
        return Self.later(pauses[.channel(lane.channel)], pauses[.lane(lane.id)]).map { $0 > now } ?? false
    }

    /// Takes note of what an attempt says about its destination.
    package mutating func observe(
        _ result: Breaker.Result,
        of delivery: Delivery.ID,
        to destination: DestinationID,
        at now: Timestamp,
        jitter: Double
    ) -> Breaker.Change? {
        if guards.isEmpty, result != .failure { return nil }
        guard guards[destination] != nil || (result == .failure && guards.count < Self.mostGuards) else { return nil }
        return guards[destination, default: DestinationGuard(rules: breakerRules)]
            .ended(delivery, result, at: now, jitter: jitter)
    }

    /// Takes note that a delivery was admitted, but that no attempt of it was made.
    package mutating func abandoned(_ delivery: Delivery.ID, to destination: DestinationID) {
        guards[destination]?.abandoned(delivery)
    }

    /// Gives back what one of the latest admissions was counted with, because nothing was sent: before any later one.
    package mutating func refund(
        _ priority: Priority,
        to destination: DestinationID,
        in lane: Lane.ID,
        of channel: ChannelName
    ) {
        channels[channel]?.refund(priority)
        lanes[lane]?.refund(priority)
        destinations.refund(priority, to: destination)
    }

    /// Gives back what was counted for a destination that was then told nothing.
    package mutating func refund(_ destination: DestinationID) { destinations.refund(.update, to: destination) }

    /// Whether a destination's reader has been told so much that only what is critical may go now.
    package func isSpared(_ destination: DestinationID, at now: Timestamp) -> Bool {
        destinations.isSpared(destination, at: now)
    }

    /// The state of a destination's breaker.
    package func phase(of destination: DestinationID) -> Breaker.Phase {
        guards[destination]?.breaker.phase ?? .closed
    }

    /// Forgets what no longer limits anything.
    package mutating func prune(now: Timestamp) {
        channels = channels.filter { !$0.value.isIdle(at: now) }
        lanes = lanes.filter { !$0.value.isIdle(at: now) }
        destinations.prune(now: now)
        guards = guards.filter { !$0.value.isIdle(at: now) }
        pauses = pauses.filter { $0.value > now }
        nextPrune = max(Self.fewestToPrune, 2 * count)
    }

    /// How many rates, pauses and breakers it remembers.
    package var count: Int { channels.count + lanes.count + destinations.count + guards.count + pauses.count }

    /// The part of a rate that backfill may use: a quarter.
    package static func backfillShare(of limit: RateLimit) -> RateLimit {
        RateLimit(limit.limit, per: limit.period * 4, burst: max(1, limit.burst / 4))
    }

    /// When a delivery that its destination does not admit now should come again; nil where it is admitted, and counted.
    private mutating func postponement(
        of candidate: Candidate,
        channel: ConfiguredChannel,
        start: Timestamp,
        now: Timestamp
    ) -> Timestamp? {
        let destination = candidate.destination
        let priority = candidate.band.priority
        var moment = pauses.isEmpty ? now : pauses[.destination(destination)] ?? now
        if !guards.isEmpty, case .no(let until) = guards[destination]?.admits(candidate.delivery, at: now) {
            let place = guards[destination]?.place(priority, after: until, at: now)
            moment = max(moment, place ?? now)
        }
        let slot = destinations.use(destination, priority, of: channel, start: start, notBefore: moment, at: now)
        if let slot { return slot }
        if !guards.isEmpty {
            guards[destination]?.started(candidate.delivery, deadline: now + channel.attemptTimeout, at: now)
        }
        return nil
    }

    private mutating func pause(_ subject: Subject, _ moment: Timestamp) {
        pauses[subject] = max(pauses[subject] ?? moment, moment)
    }

    private static func later(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }

    private func isClockPutBack(_ now: Timestamp) -> Bool { latest - now > Self.clockTolerance }

    /// Since when the rates are kept; begins anew where the clock was put back.
    private mutating func beginning(at now: Timestamp) -> Timestamp {
        if isClockPutBack(now) {
            let span = latest - now
            channels = [:]
            remembered = [:]
            lanes = [:]
            destinations = DestinationRates()
            pauses = pauses.mapValues { $0 - span }
            start = now
            latest = now
        }
        latest = max(latest, now)
        if count >= nextPrune { prune(now: now) }
        let beginning = start ?? now
        start = beginning
        return beginning
    }
}
