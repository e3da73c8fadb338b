// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import Outbox
import Testing

struct DeliveryRulesTests {
    let now = Timestamp(milliseconds: 1_795_300_000_000)
    let policy = RetryPolicy(schedule: [.seconds(1), .seconds(5), .seconds(30)], expires: .seconds(86_400))

    private func disposition(
        _ outcome: AttemptOutcome,
        attempt: Int = 1,
        failures: Int = 0,
        unknown: UnknownPolicy = .resend,
        expiresIn: Duration = .seconds(86_400),
        jitter: Double = 1
    ) -> Disposition {
        DeliveryRules(retry: policy, unknownPolicy: unknown)
            .disposition(
                after: outcome,
                attempt: attempt,
                failures: failures,
                expiresAt: now + expiresIn,
                now: now,
                jitter: jitter
            )
    }

    @Test func `a receipt ends it`() { #expect(disposition(.delivered(Receipt())) == .delivered) }

    @Test(arguments: [(0, 1), (1, 5), (2, 30)])
    func `a transient failure takes the schedule's next step`(failures: Int, seconds: Int) {
        let outcome = AttemptOutcome.failed(Fault(.providerUnavailable, "no"))
        #expect(disposition(outcome, failures: failures) == .retry(at: now + .seconds(seconds), charged: true))
    }

    @Test func `a used-up schedule is the end`() {
        #expect(disposition(.failed(Fault(.timedOut, "no")), failures: 3) == .dead)
    }

    @Test(arguments: FaultCode.allCases)
    func `every code leads where its class says`(code: FaultCode) {
        let outcome = disposition(.failed(Fault(code, "no")), attempt: 1, failures: 0)
        switch code.faultClass {
        // An address that says it is gone is for its owner to judge: what was meant for it is kept.
        case .permanentDestination where code == .targetGone: #expect(outcome == .held)
        case .permanentDestination, .permanentMessage, .request: #expect(outcome == .dead)
        case .transient, .unknown: #expect(outcome == .retry(at: now + .seconds(1), charged: true))
        case .rateLimited, .local: #expect(outcome == .retry(at: now + .seconds(1), charged: false))
        case .configuration: #expect(outcome == .retry(at: now + .seconds(60), charged: false))
        }
    }

    @Test func `the provider's pause is kept to and costs nothing`() {
        let fault = Fault(.rateLimited, "slow down", retryAfter: .seconds(3))
        #expect(disposition(.failed(fault), failures: 3) == .retry(at: now + .seconds(3), charged: false))
    }

    @Test func `a transient failure never comes back before the provider's pause`() {
        let fault = Fault(.providerUnavailable, "maintenance", retryAfter: .seconds(120))
        #expect(disposition(.failed(fault)) == .retry(at: now + .seconds(120), charged: true))
    }

    @Test func `a pause of days is asked again after six hours`() {
        let fault = Fault(.rateLimited, "come back next week", retryAfter: .seconds(7 * 86_400))
        #expect(disposition(.failed(fault)) == .retry(at: now + .seconds(6 * 3_600), charged: false))
    }

    @Test func `a negative pause is none`() {
        let fault = Fault(.rateLimited, "no", retryAfter: .seconds(-60))
        #expect(disposition(.failed(fault)) == .retry(at: now, charged: false))
    }

    @Test func `the channel's policy decides about an unknown outcome`() {
        let outcome = AttemptOutcome.unknown(Fault(.outcomeUnknown, "no answer"))
        #expect(disposition(outcome, unknown: .hold) == .held)
        #expect(disposition(outcome, unknown: .resend) == .retry(at: now + .seconds(1), charged: true))
    }

    @Test func `what would come too late expires instead`() {
        #expect(disposition(.failed(Fault(.timedOut, "no")), failures: 2, expiresIn: .seconds(30)) == .expired)
    }

    @Test(arguments: [(1, 1), (2, 2), (4, 8), (7, 64), (500, 64)])
    func `our own outage backs off up to a minute and never gives up`(attempt: Int, seconds: Int) {
        let outcome = AttemptOutcome.failed(Fault(.resolverFailed, "no resolver"))
        #expect(disposition(outcome, attempt: attempt) == .retry(at: now + .seconds(seconds), charged: false))
    }

    @Test func `jitter stretches the schedule's step`() {
        let outcome = AttemptOutcome.failed(Fault(.timedOut, "no"))
        #expect(disposition(outcome, failures: 1, jitter: 1.2) == .retry(at: now + .seconds(6), charged: true))
    }
}
