// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// Making attempts, learning from what they came to, and settling those of an earlier run.
extension Dispatcher {
    func start(_ claims: [Claim], _ book: inout LaneBook, in attempts: inout DiscardingTaskGroup) async {
        for claim in claims {
            guard let lane = book[claim.lane] else { continue }
            book.started(in: lane)
            let content = await courier.content(of: claim.message, from: ledger)
            attempts.addTask { await self.attempt(claim, lane: lane, content: content) }
        }
    }

    func attempt(_ claim: Claim, lane: Lane, content: Result<OutboxMessage, Fault>) async {
        let outcome: AttemptOutcome
        let disposition: Disposition
        if let channel = channels[lane.channel] {
            outcome = await courier.carry(claim, content: content, on: channel)
            let rules = DeliveryRules(retry: channel.retry, unknownPolicy: channel.unknownPolicy)
            disposition = rules.disposition(
                after: outcome,
                attempt: claim.attempt,
                failures: claim.failures,
                expiresAt: claim.expiresAt,
                now: clock.now,
                jitter: 0.75 + random() / 2
            )
            observe(outcome, disposition, of: claim, in: lane, channel: channel)
        } else {
            let fault = Fault(.channelUnknown, "The channel “\(lane.channel)” is not configured.")
            (outcome, disposition) = (.failed(fault), .dead)
        }
        let finish = Finish(
            delivery: claim.delivery,
            attempt: claim.attempt,
            endedAt: clock.now,
            outcome: outcome,
            disposition: disposition
        )
        desk.withLock { $0.finishes.append(Ended(finish: finish, lane: lane)) }
        bell.ring()
    }

    /// Lets the limits learn from an outcome, and puts it into the log.
    func observe(
        _ outcome: AttemptOutcome,
        _ disposition: Disposition,
        of claim: Claim,
        in lane: Lane,
        channel: ConfiguredChannel
    ) {
        var metadata: Logger.Metadata = [
            "delivery": "\(claim.delivery)", "attempt": "\(claim.attempt)", "channel": "\(lane.channel)",
            "message_id": "\(claim.message)",
        ]
        switch outcome {
        case .delivered:
            logger.debug("delivered", metadata: metadata)
            return
        case .failed(let fault), .unknown(let fault):
            if case .retry(let moment, _) = disposition {
                switch fault.code.faultClass {
                case .rateLimited where channel.adapter.manifest.throttleScope == .destination:
                    limits.withLock { $0.pause(claim.destinationID, until: moment) }
                case .rateLimited, .configuration:
                    limits.withLock { $0.pause(lane.id, until: moment) }
                default: break
                }
                metadata["retry_at"] = "\(moment)"
            }
            metadata["code"] = "\(fault.code.rawValue)"
            metadata["fault"] = "\(fault.message)"
            let level: Logger.Level = disposition == .dead || disposition == .held ? .warning : .info
            logger.log(level: level, "an attempt failed: \(fault.errorType)", metadata: metadata)
        }
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
