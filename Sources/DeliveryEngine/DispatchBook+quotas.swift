// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

/// What may be claimed now, and when that changes.
extension DispatchBook {
    /// A lane is given at least so many places before the next lane has its turn.
    private static let quantum = 64
    /// Attempts as short as this, in milliseconds, are claimed ahead, so that the wire does not wait for the disk.
    private static let shortAttempt = 250.0
    /// Of attempts shorter than a transaction is apart from the next, one round ahead would not last until it.
    private static let instantAttempt = 20.0

    /// What a look at a lane comes to.
    private enum Prospect {
        case now([Exchange.Share], limit: Int)
        case later(Timestamp)
        /// Only an end, an arrival or a person's word can change it.
        case unknown
    }

    /// How much may be claimed from which lane now.
    ///
    /// Lanes with critical work come first and may use the places kept for them; the others have turns, each for a
    /// quantum of places at a time, so that none starves another. A lane that was given a quota has its next turn when
    /// its status has been learned anew.
    package mutating func quotas(now: Timestamp) -> [Exchange.Quota] {
        for lane in rota.woken(at: now) { stir(lane) }
        var quotas: [Exchange.Quota] = []
        var trials: Set<Int> = []
        var room = maximumInFlight - inHand
        for isUrgent in [true, false] {
            if !isUrgent { room -= maximumInFlight / 8 }
            let turns = isUrgent ? rota.urgentCount : rota.usualCount
            let quantum = max(DispatchBook.quantum, room / max(1, turns))
            for _ in 0..<turns where room > 0 {
                guard let id = rota.next(isUrgent: isUrgent), let entry = lanes[id] else { continue }
                switch prospect(of: entry, now: now, trials: &trials) {
                case .now(let shares, let limit):
                    let given = min(limit, quantum, room)
                    room -= given
                    if given < min(limit, quantum) { rota.putBack(id, isUrgent: isUrgent) }
                    quotas.append(Exchange.Quota(lane: id, limit: given, shares: shares))
                case .later(let moment): rota.wake(id, at: moment)
                case .unknown: break
                }
            }
        }
        return quotas
    }

    /// Gives lanes their turn again whose quota came to nothing because the ledger was out of reach.
    package mutating func retry(_ quotas: [Exchange.Quota]) {
        settleAdmissions(of: [])
        for quota in quotas { stir(quota.lane) }
    }

    /// The next moment at which a quota may open; nil where only an end or an arrival can open one.
    package mutating func nextMoment() -> Timestamp? { rota.nextMoment() }

    /// Has a lane looked at in its turn.
    mutating func stir(_ id: Lane.ID) {
        guard let entry = lanes[id], !entry.bands.isEmpty else { return }
        rota.add(id, isUrgent: entry.bands.contains { $0.band.priority == .critical })
    }

    /// Has every lane of a channel looked at.
    mutating func stir(_ channel: ChannelName) {
        for (id, entry) in lanes where entry.lane.channel == channel { stir(id) }
    }

    private func prospect(of entry: LaneEntry, now: Timestamp, trials: inout Set<Int>) -> Prospect {
        guard !entry.bands.isEmpty, let place = entry.channel, !channels[place].isHeld else { return .unknown }
        let channel = channels[place].channel
        var gate = max(entry.restUntil ?? now, limits.nextTurn(of: entry.lane, channel: channel, now: now) ?? now)
        var isTrial = false
        switch channels[place].watch.admits(at: now) {
        case .yes: break
        case .probe where channels[place].inHand == 0 && !trials.contains(place): isTrial = true
        case .no(let until?): gate = max(gate, until)
        case .probe, .no: return .unknown
        }
        switch entry.breaker.admits(at: now) {
        case .yes: break
        case .probe where entry.inHand == 0: isTrial = true
        case .no(let until?): gate = max(gate, until)
        case .probe, .no: return .unknown
        }
        let places = places(in: entry, channel: channel)
        var shares: [Exchange.Share] = []
        var soonest: Timestamp?
        for status in entry.bands {
            var limit = places.limit(of: status.band.priority)
            guard limit > 0 else { continue }
            var moment = max(status.due, gate)
            if status.band.isRetry, !isTrial {
                limit = min(limit, entry.budget.allowance(at: now))
                if limit == 0 { moment = max(moment, entry.budget.nextAllowance(at: now)) }
            }
            if status.band.priority == .backfill {
                moment = max(moment, limits.nextBackfill(of: entry.lane, channel: channel, now: now) ?? moment)
            }
            if moment <= now {
                let weight = Fairness.weight(of: status.band, due: status.due, now: now)
                // What is tried after a failure is the oldest and most urgent, retry or not.
                shares.append(Exchange.Share(status.band, weight: weight, limit: isTrial ? 1 : limit))
            } else {
                soonest = min(soonest ?? moment, moment)
            }
        }
        guard let limit = shares.map(\.limit).max() else { return soonest.map { .later($0) } ?? .unknown }
        if isTrial { trials.insert(place) }
        return .now(shares, limit: isTrial ? 1 : limit)
    }

    /// The places of a lane that are free.
    private struct Places {
        var critical: Int
        var bulk: Int
        var backfill: Int

        func limit(of priority: Priority) -> Int {
            switch priority {
            case .critical: critical
            case .backfill: min(bulk, backfill)
            case .update, .digest: bulk
            }
        }
    }

    /// How many windows full are claimed beyond the one on the wire.
    private static func rounds(ahead latency: Double?) -> Int {
        guard let latency else { return 1 }
        return latency < instantAttempt ? 3 : latency < shortAttempt ? 1 : 0
    }

    /// An eighth of a wide lane is kept for critical work; backfill has a quarter at the most.
    private func places(in entry: LaneEntry, channel: ConfiguredChannel) -> Places {
        let size = entry.window.size
        let isSteady = channel.rate == nil && channel.ratePerLane == nil && channel.unknownPolicy == .resend
        let ahead = isSteady && entry.isBreakerClosed ? size * DispatchBook.rounds(ahead: entry.latency) : 0
        return Places(
            critical: size + ahead - entry.criticalUnderWay - entry.queue.count(of: .critical),
            bulk: size - size / 8 + ahead - entry.inHand,
            backfill: max(1, size / 4) - entry.backfillUnderWay - entry.queue.count(of: .backfill)
        )
    }
}
