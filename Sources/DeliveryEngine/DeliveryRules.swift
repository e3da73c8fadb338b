// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// What becomes of a delivery after an attempt: the whole policy in one pure place.
package struct DeliveryRules: Sendable {
    package let retry: RetryPolicy
    package let unknownPolicy: UnknownPolicy

    package init(retry: RetryPolicy, unknownPolicy: UnknownPolicy) {
        self.retry = retry
        self.unknownPolicy = unknownPolicy
    }

    /// A provider that asks for a longer pause than this is asked again after it.
    package static let longestPause = Duration.seconds(6 * 3_600)
    /// How long a delivery rests after the channel's credentials or set-up were refused: the channel's quarantine
    /// decides when it is really tried, and settings that change end the rest.
    package static let configurationPause = Duration.seconds(60)

    /// Decides by the outcome's class, the schedule and the time that is left.
    ///
    /// Only `failures`, the earlier ones that count, use up the schedule. The pause is multiplied with `jitter`, 0.75 to
    /// 1.25, so that a crowd of retries spreads.
    package func disposition(
        after outcome: AttemptOutcome,
        attempt: Int,
        failures: Int,
        expiresAt: Timestamp,
        now: Timestamp,
        jitter: Double
    ) -> Disposition {
        switch outcome {
        case .delivered:
            return .delivered
        case .unknown where unknownPolicy == .hold:
            return .held
        case .unknown(let fault), .failed(let fault):
            // Its owner has to say what becomes of an address that says it is gone: nothing for it is dropped unseen.
            if fault.code == .targetGone { return .held }
            switch fault.code.faultClass {
            case .permanentDestination, .permanentMessage, .request:
                return .dead
            case .transient, .unknown:
                guard failures < retry.schedule.count else { return .dead }
                let pause = max(retry.schedule[failures] * jitter, asked(by: fault) ?? .zero)
                return due(at: now + pause, charged: true, expiresAt: expiresAt)
            case .rateLimited:
                // Limits queue, they never fail: the schedule is left as it is.
                let step = retry.schedule[clamped: failures] ?? .seconds(60)
                return due(at: now + (asked(by: fault) ?? step * jitter), charged: false, expiresAt: expiresAt)
            case .configuration:
                return due(at: now + Self.configurationPause, charged: false, expiresAt: expiresAt)
            case .local:
                // Our own trouble, which the destination does not pay for: 1 s, doubling up to 64 s.
                let pause = Duration.seconds(1 << min(max(0, attempt - 1), 6)) * jitter
                return due(at: now + pause, charged: false, expiresAt: expiresAt)
            }
        }
    }

    /// Whether a bad end after this outcome is the destination's own fault.
    package static func blamesDestination(_ outcome: AttemptOutcome) -> Bool {
        guard case .failed(let fault) = outcome else { return false }
        switch fault.code.faultClass {
        case .transient, .permanentDestination: return true
        case .rateLimited, .permanentMessage, .configuration, .unknown, .local, .request: return false
        }
    }

    /// Whether the next step of the chain is due after an attempt: after a permanent failure, or so many failures.
    ///
    /// Not after an unknown outcome, which may yet have arrived: there the chain's own timer decides.
    package static func passesOn(
        after outcome: AttemptOutcome,
        _ disposition: Disposition,
        failures: Int,
        patience: Patience
    ) -> Bool {
        guard case .failed = outcome else { return false }
        switch disposition {
        case .dead, .held: return true
        case .retry(_, let charged): return charged && failures + 1 >= patience.failures
        case .delivered, .expired: return false
        }
    }

    private func asked(by fault: Fault) -> Duration? { fault.retryAfter.map { min(max($0, .zero), Self.longestPause) } }

    private func due(at moment: Timestamp, charged: Bool, expiresAt: Timestamp) -> Disposition {
        moment < expiresAt ? .retry(at: moment, charged: charged) : .expired
    }
}

extension [Duration] {
    /// The element at `index`, or the last one behind it.
    fileprivate subscript(clamped index: Int) -> Duration? { isEmpty ? nil : self[Swift.min(index, count - 1)] }
}
