// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Doing as providers ask, and giving back what is not sent after all.
extension DispatchBook {
    /// Does as the provider asks: rests what it says has had enough, gives up what it says is gone.
    mutating func obey(_ outcome: AttemptOutcome, _ disposition: Disposition, of flight: Flight, now: Timestamp) {
        switch outcome {
        case .delivered(let receipt):
            if let moment = receipt.restUntil { throttle(flight, until: moment, now: now) }
        case .failed(let fault):
            if fault.code == .targetGone {
                gone.append((flight.claim.destinationID, flight.claim.destination, fault))
            }
            guard fault.code == .rateLimited else { return }
            if case .retry(let moment, _) = disposition {
                throttle(flight, until: moment, now: now)
            } else if let pause = fault.retryAfter {
                // This delivery will not live to see the limit lifted; others will.
                throttle(flight, until: now + pause, now: now)
            }
        case .unknown: break
        }
    }

    /// Rests what shares its limits with a flight, and takes out of hand what was claimed ahead for it.
    private mutating func throttle(_ flight: Flight, until moment: Timestamp, now: Timestamp) {
        let moment = min(moment, now + DeliveryRules.longestPause)
        guard moment > now else { return }
        let lane = flight.lane
        switch flight.channel.throttleScope {
        // Claims for it are taken out as their turn comes: those for its neighbours go on.
        case .destination: limits.pause(destination: flight.claim.destinationID, until: moment)
        case .lane:
            limits.pause(lane: lane.id, until: moment)
            giveBack(lane.id)
        case .channel:
            limits.pause(channel: lane.channel, until: moment)
            for id in lanes.keys where lanes[id]?.lane.channel == lane.channel { giveBack(id) }
        }
    }

    /// Takes claims that have not been started out of a lane's hands.
    mutating func giveBack(_ id: Lane.ID) {
        guard let place = lanes[id]?.channel, let claims = with(id, { $0.queue.removeAll() }), !claims.isEmpty else {
            return
        }
        takenOut(claims, of: place)
    }

    /// Takes every claim that has not been started out of hand.
    package mutating func giveBackAll() {
        for id in lanes.keys { giveBack(id) }
    }

    mutating func takenOut(_ claims: [Claim], of place: Int) {
        inHand -= claims.count
        channels[place].inHand -= claims.count
        // The rates they were counted with stay spent: others have been counted since, and where claims are given back
        // the lane rests for longer than that costs.
        for claim in claims { limits.abandoned(claim.delivery, to: claim.destinationID) }
        news.givenBack += claims
    }

    /// Gives back what was counted for admissions of which no claim has come: the ledger was out of reach, or had to
    /// repeat its transaction and asked again.
    mutating func settleAdmissions(of claims: [Claim]) {
        defer { admitted.removeAll(keepingCapacity: true) }
        guard admitted.count > claims.count else { return }
        let claimed = Set(claims.map(\.delivery))
        var awaited = claimed
        for candidate in admitted where awaited.remove(candidate.delivery) == nil {
            if let channel = lanes[candidate.lane]?.lane.channel {
                limits.refund(candidate.band.priority, to: candidate.destination, in: candidate.lane, of: channel)
            }
            if !claimed.contains(candidate.delivery) {
                limits.abandoned(candidate.delivery, to: candidate.destination)
            }
        }
    }
}
