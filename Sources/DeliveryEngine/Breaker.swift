// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// Decides whether attempts are worth making, by what the last ones came to.
///
/// A pure value. Closed, it lets everything through and counts; open, it lets nothing through until its time is over;
/// half-open, one probe at a time. Every opening and closing begins a new generation: results of attempts that were
/// started in an earlier one come too late to say anything, and change nothing.
package struct Breaker: Hashable, Sendable {
    package enum Phase: Hashable, Sendable {
        case closed
        /// Nothing is tried before that moment, and one probe after it.
        case open(until: Timestamp)
        case halfOpen
    }

    /// Whether an attempt may be made.
    package enum Verdict: Hashable, Sendable {
        case yes
        /// This one alone: what comes of it decides.
        case probe
        /// Not before that moment; nil where a probe is under way and its end has to be waited for.
        case no(until: Timestamp?)
    }

    /// What an attempt says about the other side.
    package enum Result: Hashable, Sendable {
        case success, failure
        /// Nothing: our own outage, a limit, a fault of the message.
        case neutral
    }

    package enum Change: Hashable, Sendable {
        case opened(until: Timestamp)
        case closed
    }

    /// What an attempt that was started shows when it has ended.
    package struct Ticket: Hashable, Sendable {
        package let generation: Int
        package let isProbe: Bool

        package init(generation: Int, isProbe: Bool) {
            self.generation = generation
            self.isProbe = isProbe
        }
    }

    package let rules: Rules
    package private(set) var phase: Phase
    /// Rises by one with every opening and closing.
    package private(set) var generation: Int
    /// How often it has opened in a row without closing; nought where it is closed.
    package private(set) var openings: Int
    private var consecutiveFailures = 0
    private var successfulProbes = 0
    private var isProbing = false
    private var window: ResultWindow
    /// When the latest opening ends or ended: kept over a restart even where it is half-open.
    private var openUntil: Timestamp?

    package init(rules: Rules = Rules()) {
        self.rules = rules
        self.phase = .closed
        self.generation = 0
        self.openings = 0
        self.window = ResultWindow(rules.window)
    }

    /// Goes on where an earlier run of the hub left off.
    package init(restoring health: LaneHealth, rules: Rules = Rules()) {
        self.init(rules: rules)
        generation = health.generation
        guard let moment = health.openUntil else { return }
        openings = max(1, health.openings)
        openUntil = moment
        phase = .open(until: moment)
    }

    package func admits(at now: Timestamp) -> Verdict {
        switch phase {
        case .closed: .yes
        case .open(let until): isOver(until, at: now) ? .probe : .no(until: until)
        case .halfOpen: isProbing ? .no(until: nil) : .probe
        }
    }

    /// Takes note of an attempt that begins now.
    ///
    /// One that begins without having been admitted gets a ticket that changes nothing.
    package mutating func started(at now: Timestamp) -> Ticket {
        guard admits(at: now) == .probe else { return Ticket(generation: generation, isProbe: false) }
        phase = .halfOpen
        isProbing = true
        return Ticket(generation: generation, isProbe: true)
    }

    /// Takes note of what an attempt came to.
    ///
    /// - Parameters:
    ///   - ticket: what ``started(at:)`` gave for it.
    ///   - result: what it says about the other side.
    ///   - now: when it ended.
    ///   - jitter: about 1; the time that the breaker stays open is multiplied with it, so that many do not close at
    ///     once.
    /// - Returns: whether it has opened or closed by it; nil for neither.
    package mutating func ended(_ ticket: Ticket, _ result: Result, at now: Timestamp, jitter: Double) -> Change? {
        guard ticket.generation == generation else { return nil }
        switch phase {
        case .open:
            return nil
        case .closed:
            return count(result, at: now, jitter: jitter)
        case .halfOpen:
            guard ticket.isProbe else { return nil }
            isProbing = false
            return judge(result, at: now, jitter: jitter)
        }
    }

    /// Takes note that the attempt was never made: where it was the probe, another one may be.
    package mutating func abandoned(_ ticket: Ticket) {
        if ticket.isProbe, ticket.generation == generation { isProbing = false }
    }

    /// Has an open breaker tried at once: an operator has mended something.
    package mutating func release(at now: Timestamp) {
        guard case .open(let until) = phase, until > now else { return }
        openUntil = now
        phase = .open(until: now)
    }

    /// Its state as the ledger keeps it over a restart; half-open is kept as open until a moment that has passed.
    package func health(for lane: Lane.ID) -> LaneHealth {
        LaneHealth(
            lane: lane,
            generation: generation,
            openings: openings,
            openUntil: phase == .closed ? nil : openUntil
        )
    }

    /// Whether forgetting it would change nothing: it is closed, and has nothing recent to count.
    package func isIdle(at now: Timestamp) -> Bool {
        phase == .closed && consecutiveFailures == 0 && window.isEmpty(at: now)
    }

    private mutating func count(_ result: Result, at now: Timestamp, jitter: Double) -> Change? {
        switch result {
        case .neutral:
            return nil
        case .success:
            consecutiveFailures = 0
            window.add(failed: false, at: now)
            return nil
        case .failure:
            consecutiveFailures += 1
            window.add(failed: true, at: now)
            let tally = window.tally(at: now)
            let isMostlyFailing =
                tally.results >= rules.fewestResults
                && Double(tally.failures) >= rules.failureShare * Double(tally.results)
            guard consecutiveFailures >= rules.consecutiveFailures || isMostlyFailing else { return nil }
            return open(at: now, jitter: jitter)
        }
    }

    private mutating func judge(_ result: Result, at now: Timestamp, jitter: Double) -> Change? {
        switch result {
        case .neutral:
            return nil
        case .failure:
            return open(at: now, jitter: jitter)
        case .success:
            successfulProbes += 1
            guard successfulProbes >= rules.successesToClose else { return nil }
            generation += 1
            openings = 0
            openUntil = nil
            phase = .closed
            forgetResults()
            return .closed
        }
    }

    private mutating func open(at now: Timestamp, jitter: Double) -> Change {
        generation += 1
        openings += 1
        let until = now + rules.openTime(afterOpenings: openings) * jitter
        openUntil = until
        phase = .open(until: until)
        forgetResults()
        return .opened(until: until)
    }

    private mutating func forgetResults() {
        consecutiveFailures = 0
        successfulProbes = 0
        isProbing = false
        window = ResultWindow(rules.window)
    }

    /// A moment further off than it can ever be open means that the clock was put back: then it is over, too.
    private func isOver(_ until: Timestamp, at now: Timestamp) -> Bool {
        until <= now || until - now > rules.longestOpenTime * 2
    }
}
