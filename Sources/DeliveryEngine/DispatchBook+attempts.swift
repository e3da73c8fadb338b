// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

/// Claims on their way through a lane, and what is learned from how they end.
extension DispatchBook {
    /// A claim that is being carried, with what its end has to be judged by.
    package struct Flight: Sendable {
        package let claim: Claim
        package let lane: Lane
        let channel: ConfiguredChannel
        /// The channel's in the book.
        fileprivate let place: Int
        let laneTicket: Breaker.Ticket
        let channelTicket: Breaker.Ticket
        let startedAt: Timestamp
        /// How often the channel's settings had changed when it began.
        let renewal: Int
        /// Whether its reader had been told so much already that it had to wait.
        package let hasWaited: Bool
    }

    /// Of more than so many it is forgotten that they have waited: they are then told like any other.
    private static let mostWaiting = 65_536

    /// Judges a candidate inside the claiming transaction; counts it against the limits where it is admitted.
    package mutating func admit(_ candidate: Candidate, now: Timestamp) -> Admission {
        guard
            let (lane, place) = with(candidate.lane, { ($0.lane, $0.channel) }), let place, !channels[place].isHeld
        else { return .stop }
        if channels[place].watch.passesOver(candidate.delivery, to: candidate.destination) {
            return .postpone(until: now + .seconds(1))
        }
        let admission = limits.admit(candidate, lane: lane, channel: channels[place].channel, now: now)
        switch admission {
        case .admit: admitted.append(candidate)
        case .postpone where candidate.band == Band(.update) && limits.isSpared(candidate.destination, at: now):
            if waiting.count >= Self.mostWaiting { waiting.removeAll() }
            waiting.insert(candidate.delivery)
        case .postpone, .stop: break
        }
        return admission
    }

    /// Takes claims in hand.
    ///
    /// - Returns: how many more attempts can be started in which lane.
    package mutating func take(_ claims: [Claim], now: Timestamp) -> [Lane.ID: Int] {
        settleAdmissions(of: claims)
        var starts: [Lane.ID: Int] = [:]
        var rest = claims[...]
        while let id = rest.first?.lane {
            let run = rest[..<(rest.indices.first { rest[$0].lane != id } ?? rest.endIndex)]
            rest = rest[run.endIndex...]
            let taken = with(id) { entry -> (place: Int, starts: Int)? in
                guard let place = entry.channel else { return nil }
                for claim in run { entry.take(claim, at: now) }
                return (place, min(entry.queue.count, entry.window.room))
            }
            guard let taken = taken ?? nil else {
                news.givenBack += run
                continue
            }
            inHand += run.count
            channels[taken.place].inHand += run.count
            starts[id] = taken.starts
        }
        return starts
    }

    /// The next claim of a lane to be carried, where there is one and it may be.
    package mutating func next(in id: Lane.ID, now: Timestamp) -> Flight? {
        guard let index = lanes.index(forKey: id) else { return nil }
        let (lane, channel) = with(index) { ($0.lane, $0.channel) }
        guard let place = channel else { return nil }
        if limits.isPaused(lane, at: now) {
            // The provider asked for a rest while this was being claimed.
            giveBack(id)
            return nil
        }
        while let claim = with(index, { $0.nextClaim() }) {
            if limits.isPaused(claim.destinationID, at: now) {
                // The destination asked for a rest after this was claimed ahead.
                takenOut([claim], of: place)
                continue
            }
            return Flight(
                claim: claim,
                lane: lane,
                channel: channels[place].channel,
                place: place,
                laneTicket: with(index) { $0.started(claim, at: now) },
                channelTicket: channels[place].watch.started(at: now),
                startedAt: now,
                renewal: channels[place].renewals,
                hasWaited: !waiting.isEmpty && waiting.remove(claim.delivery) != nil
            )
        }
        return nil
    }

    /// What really becomes of a delivery: one that was refused for settings that have changed since has nothing to wait
    /// for.
    package func amended(_ disposition: Disposition, after outcome: AttemptOutcome, of flight: Flight) -> Disposition {
        guard
            case .retry(_, let charged) = disposition, outcome.fault?.code.faultClass == .configuration,
            flight.renewal != channels[flight.place].renewals
        else { return disposition }
        return .retry(at: flight.startedAt, charged: charged)
    }

    /// Learns from an end.
    ///
    /// - Parameters:
    ///   - flight: what ended.
    ///   - outcome: what it came to.
    ///   - disposition: what becomes of the delivery.
    ///   - now: when it ended.
    ///   - jitter: 0.8 to 1.2, by which the times of breakers are spread.
    package mutating func ended(
        _ flight: Flight,
        _ outcome: AttemptOutcome,
        _ disposition: Disposition,
        now: Timestamp,
        jitter: Double
    ) {
        inHand -= 1
        channels[flight.place].inHand -= 1
        let verdict = LaneVerdict(outcome)
        let change = with(flight.lane.id) { entry -> Breaker.Change? in
            let result = entry.ended(flight, verdict, now: now)
            if let fault = outcome.fault { entry.lastFault = fault }
            if flight.claim.band.isRetry, outcome.isOurTrouble { entry.budget.cameToNothing(at: now) }
            return entry.breaker.ended(flight.laneTicket, result, at: now, jitter: jitter)
        }
        if let change = change ?? nil { act(on: change, lane: flight.lane) }
        _ = limits.observe(
            verdict.ofDestination,
            of: flight.claim.delivery,
            to: flight.claim.destinationID,
            at: now,
            jitter: jitter
        )
        obey(outcome, disposition, of: flight, now: now)
        if outcome.isOurTrouble { rest(after: outcome, of: flight, now: now, jitter: jitter) }
        watch(flight, outcome, now: now, jitter: jitter)
        stir(flight.lane.id)
    }

    private mutating func act(on change: Breaker.Change, lane: Lane) {
        guard let entry = lanes[lane.id] else { return }
        news.health.append(entry.breaker.health(for: lane.id))
        switch change {
        case .opened(let until):
            let fault = entry.lastFault ?? Fault(.providerUnavailable, "The host fails again and again.")
            news.events.append(.laneOpened(lane, fault, until: until))
            news.parked.insert(lane.id)
            giveBack(lane.id)
        case .closed:
            with(lane.id) { entry in
                entry.window.restart(at: 1)
                entry.streak.removeAll()
            }
            news.events.append(.laneClosed(lane))
        }
    }

    /// Lets the channel's watch see an outcome, which tells one bad destination from a channel that has failed.
    private mutating func watch(_ flight: Flight, _ outcome: AttemptOutcome, now: Timestamp, jitter: Double) {
        let name = flight.channel.name
        let change = channels[flight.place].watch
            .observe(
                flight.channelTicket,
                flight.claim.destinationID,
                observation(of: outcome, on: flight.channel),
                isRetry: flight.claim.band.isRetry,
                at: now,
                jitter: jitter
            )
        switch change {
        case .quarantined(let fault):
            news.events.append(.channelQuarantined(name, fault))
            park(name)
        case .recovered:
            news.events.append(.channelRecovered(name))
            stir(name)
        case nil:
            // Behind a trial that failed, another lane may be the next to try.
            if flight.channelTicket.isProbe { stir(name) }
        }
    }

    /// What an outcome says of the channel as a whole.
    private func observation(of outcome: AttemptOutcome, on channel: ConfiguredChannel) -> ChannelWatch.Observation {
        guard let fault = outcome.fault else { return .success }
        switch fault.code.faultClass {
        case .request, .local: return .neutral
        // Where each destination has an owner of its own, so has what it refuses.
        case .configuration where channel.throttleScope == .destination: return .neutral
        // A host that has looked at the recipient and put it off is well.
        case .transient where LaneVerdict(outcome).sign == .well: return .neutral
        default: return .failure(fault)
        }
    }

    /// Notes that a lane had nothing to give, so that it is not asked again at once.
    package mutating func foundNothing(in lane: Lane.ID, now: Timestamp) {
        with(lane) { $0.restUntil = now + .milliseconds(10) }
        stir(lane)
        // Behind a lane that has no delivery fit for a trial, another may have one.
        if let place = lanes[lane]?.channel, channels[place].isQuarantined { stir(channels[place].channel.name) }
    }

    /// The destinations that have said that they are gone since this was last asked.
    package mutating func takeGone() -> [(id: DestinationID, destination: Destination, fault: Fault)] {
        defer { gone = [] }
        return gone
    }
}

extension AttemptOutcome {
    /// What went wrong; nil where it was delivered.
    var fault: Fault? {
        switch self {
        case .delivered: nil
        case .failed(let fault), .unknown(let fault): fault
        }
    }

    /// Whether it failed by our own trouble, in which the destination has no part.
    var isOurTrouble: Bool { fault?.code.faultClass == .local }
}
