// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// Making attempts, and settling those of an earlier run.
extension Dispatcher {
    func attempt(_ flight: DispatchBook.Flight, until deadline: AttemptDeadline) async {
        let claim = flight.claim
        // A flapping component comes and goes while its readers are spared: then there is nothing left to tell them.
        if flight.hasWaited, await courier.isNeedless(flight.claim, from: ledger) {
            let fault = Fault(.superseded, "It was over before its reader's turn came, who had not heard of it.")
            desk.withLock { $0.book.limits.refund(claim.destinationID) }
            return end(flight, .failed(fault), .expired, reroute: nil, at: clock.now)
        }
        let outcome = await courier.carry(flight, from: ledger, until: deadline)
        let channel = flight.channel
        let now = clock.now
        let rules = DeliveryRules(retry: channel.retry, unknownPolicy: channel.unknownPolicy)
        let disposition = rules.disposition(
            after: outcome,
            attempt: claim.attempt,
            failures: claim.failures,
            expiresAt: claim.expiresAt,
            now: now,
            jitter: jitter(of: outcome, by: 0.25)
        )
        var reroute: Reroute?
        if let place = claim.place,
            DeliveryRules.passesOn(
                after: outcome,
                disposition,
                failures: claim.failures,
                patience: channels[place.head.channel]?.patience ?? channel.patience
            )
        {
            reroute = channels.nextStep(
                from: place,
                priority: claim.band.priority,
                expiresAt: claim.expiresAt,
                now: now
            )
        }
        end(flight, outcome, disposition, reroute: reroute, at: now)
        report(outcome, disposition, of: claim, in: flight.lane)
    }

    private func end(
        _ flight: DispatchBook.Flight,
        _ outcome: AttemptOutcome,
        _ disposition: Disposition,
        reroute: Reroute?,
        at now: Timestamp
    ) {
        let jitter = jitter(of: outcome, by: 0.2)
        let mustRing = desk.withLock { desk in
            let disposition = desk.book.amended(disposition, after: outcome, of: flight)
            desk.book.ended(flight, outcome, disposition, now: now, jitter: jitter)
            // With the end itself, so that the loop never sees the one without the other.
            desk.finishes.append(
                Finish(
                    delivery: flight.claim.delivery,
                    attempt: flight.claim.attempt,
                    endedAt: now,
                    outcome: outcome,
                    disposition: disposition,
                    reroute: reroute,
                    blamesDestination: DeliveryRules.blamesDestination(outcome)
                )
            )
            return desk.finishes.count == desk.wakesAt
        }
        if mustRing { bell.ring() }
        if disposition == .dead, reroute == nil, case .failed(let fault) = outcome {
            events(.deliveryDead(flight.claim.delivery, flight.lane.channel, fault))
        }
    }

    /// A factor that spreads what follows from a failure; nothing follows from a success.
    private func jitter(of outcome: AttemptOutcome, by share: Double) -> Double {
        outcome.fault == nil ? 1 : 1 - share + random() * 2 * share
    }

    private func report(_ outcome: AttemptOutcome, _ disposition: Disposition, of claim: Claim, in lane: Lane) {
        let fault: Fault
        let level: Logger.Level
        switch outcome {
        case .delivered: return
        case .failed(let cause), .unknown(let cause):
            fault = cause
            level = disposition == .dead || disposition == .held ? .warning : .info
        }
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "delivery": "\(claim.delivery)", "attempt": "\(claim.attempt)", "channel": "\(lane.channel)",
            "message_id": "\(claim.message)", "code": "\(fault.code.rawValue)", "fault": "\(fault.message)",
        ]
        if case .retry(let moment, _) = disposition { metadata["retry_at"] = "\(moment)" }
        logger.log(level: level, "an attempt failed: \(fault.errorType)", metadata: metadata)
    }

    /// What becomes of an attempt that was under way when an earlier run of the hub ended.
    var settle: @Sendable (Orphan) -> Disposition {
        let now = clock.now
        return { [channels, random] orphan in
            guard let channel = channels[orphan.channel] else { return .dead }
            guard channel.unknownPolicy == .resend else { return .held }
            // Not counted as a failure of the destination: the hub stopped, not it.
            let moment = now + .milliseconds(Int64(random() * 2_000))
            return moment < orphan.expiresAt ? .retry(at: moment, charged: false) : .expired
        }
    }
}
