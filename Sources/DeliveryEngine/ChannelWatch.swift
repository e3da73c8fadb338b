// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// Tells the failure of a whole channel from that of single destinations.
///
/// A pure value, one for each channel. Many destinations that fail alike, one after the other and with no success in
/// between, are one event of the channel and not many failures; refused credentials are so at once. The channel is then
/// in quarantine: one attempt is tried at a time, with longer and longer pauses, until anything arrives.
///
/// A destination counts once: one that has failed before says nothing new until it has succeeded, or five dead
/// endpoints that are tried again together would look like an outage.
package struct ChannelWatch: Sendable {
    package enum State: Hashable, Sendable {
        case working
        /// - Parameters:
        ///   - fault: what operators are told.
        ///   - since: when it went into quarantine.
        ///   - nextTrial: when the next attempt may be tried.
        ///   - trials: how many have failed.
        case quarantined(Fault, since: Timestamp, nextTrial: Timestamp, trials: Int)
    }

    /// What an attempt came to.
    package enum Observation: Hashable, Sendable {
        case success
        case failure(Fault)
        case neutral
    }

    package enum Change: Hashable, Sendable {
        case quarantined(Fault)
        case recovered
    }

    package let rules: Rules
    package private(set) var state = State.working
    /// Rises by one with every quarantine and recovery: failures of attempts started earlier no longer count.
    package private(set) var generation = 0
    private var isTrying = false
    /// What the quarantine is for: a trial that fails otherwise does not make it longer.
    private var kind: Kind?
    /// The destinations that have failed alike since the last success.
    private var suspects: [Kind: Set<DestinationID>] = [:]
    private var failing: RecentSet<DestinationID>
    /// Deliveries that were passed over for the trial that is due.
    private var passedOver: Set<Delivery.ID> = []
    private static let mostPassedOver = 64

    package init(rules: Rules = Rules()) {
        self.rules = rules
        self.failing = RecentSet(capacity: rules.memory)
    }

    /// Whether the channel as a whole lets an attempt be made.
    package func admits(at now: Timestamp) -> Breaker.Verdict {
        guard case .quarantined(_, _, let nextTrial, _) = state else { return .yes }
        if isTrying { return .no(until: nil) }
        // A moment further off than any pause means that the clock was put back.
        let isDue = nextTrial <= now || nextTrial - now > rules.longestPause * 2
        return isDue ? .probe : .no(until: nextTrial)
    }

    /// Whether a destination was failing by itself: a poor choice for a trial.
    package func isFailing(_ destination: DestinationID) -> Bool { failing.contains(destination) }

    /// Whether a delivery should make room for a better trial of a channel in quarantine.
    ///
    /// Each is passed over once for each trial, and so many at the most: where there is none better, it is tried.
    package mutating func passesOver(_ delivery: Delivery.ID, to destination: DestinationID) -> Bool {
        guard case .quarantined = state, isFailing(destination), passedOver.count < Self.mostPassedOver else {
            return false
        }
        return passedOver.insert(delivery).inserted
    }

    /// Takes note of an attempt that begins now.
    package mutating func started(at now: Timestamp) -> Breaker.Ticket {
        guard admits(at: now) == .probe else { return Breaker.Ticket(generation: generation, isProbe: false) }
        isTrying = true
        passedOver.removeAll()
        return Breaker.Ticket(generation: generation, isProbe: true)
    }

    /// Takes note that the attempt was never made: where it was the trial, another one may be.
    package mutating func abandoned(_ ticket: Breaker.Ticket) {
        if ticket.isProbe, ticket.generation == generation { isTrying = false }
    }

    /// Takes note of what an attempt came to.
    ///
    /// - Parameters:
    ///   - ticket: what ``started(at:)`` gave for it.
    ///   - destination: where it went.
    ///   - observation: what came of it.
    ///   - isRetry: whether the delivery had failed before, be it in an earlier run: then its failure is no news.
    ///   - now: when it ended.
    ///   - jitter: about 1; pauses are multiplied with it.
    /// - Returns: what it changes for the channel as a whole; nil for nothing.
    package mutating func observe(
        _ ticket: Breaker.Ticket,
        _ destination: DestinationID,
        _ observation: Observation,
        isRetry: Bool = false,
        at now: Timestamp,
        jitter: Double
    ) -> Change? {
        let isTrial = ticket.isProbe && ticket.generation == generation
        if isTrial { isTrying = false }
        switch (state, observation) {
        case (_, .success):
            return succeeded(destination)
        case (.working, .failure(let fault)) where ticket.generation == generation:
            return failed(destination, fault, isRetry: isRetry, at: now, jitter: jitter)
        case (.quarantined(let fault, let since, _, let trials), _) where isTrial:
            let trials = trials + (Kind(of: observation) == kind ? 1 : 0)
            let nextTrial = now + rules.pause(afterTrials: trials) * jitter
            state = .quarantined(fault, since: since, nextTrial: nextTrial, trials: trials)
            return nil
        default:
            return nil
        }
    }

    /// Has a channel in quarantine tried at once, and the pauses begin anew: an operator has mended something.
    package mutating func release(at now: Timestamp) {
        guard case .quarantined(let fault, let since, _, _) = state else { return }
        state = .quarantined(fault, since: since, nextTrial: now, trials: 0)
    }

    /// Takes note that the channel uses other settings: what is under way was made with the earlier ones and says nothing
    /// of them, and where the channel is in quarantine it is tried at once.
    package mutating func renew(at now: Timestamp) {
        generation += 1
        isTrying = false
        suspects.removeAll()
        release(at: now)
    }

    private mutating func succeeded(_ destination: DestinationID) -> Change? {
        if case .quarantined = state {
            // Those that the outage took along are not failing by themselves: they count anew.
            state = .working
            generation += 1
            isTrying = false
            kind = nil
            failing.remove(destination)
            passedOver.removeAll()
            return .recovered
        }
        // Since the channel works, whoever failed has failed alone.
        for suspect in suspects.values.joined() { failing.insert(suspect) }
        suspects.removeAll(keepingCapacity: true)
        failing.remove(destination)
        return nil
    }

    private mutating func failed(
        _ destination: DestinationID,
        _ fault: Fault,
        isRetry: Bool,
        at now: Timestamp,
        jitter: Double
    ) -> Change? {
        guard let kind = Kind(of: fault), let threshold = rules.threshold(for: fault) else { return nil }
        if threshold > 1 {
            if isRetry, !suspects.values.contains(where: { $0.contains(destination) }) { failing.insert(destination) }
            guard !isRetry, !failing.contains(destination) else { return nil }
        }
        suspects[kind, default: []].insert(destination)
        let count = suspects[kind]?.count ?? 0
        guard count >= threshold else { return nil }
        let quarantine = Self.quarantine(for: fault, destinations: count)
        suspects.removeAll()
        self.kind = kind
        generation += 1
        isTrying = false
        state = .quarantined(
            quarantine,
            since: now,
            nextTrial: now + rules.pause(afterTrials: 0) * jitter,
            trials: 0
        )
        return .quarantined(quarantine)
    }

    private static func quarantine(for fault: Fault, destinations: Int) -> Fault {
        let words =
            fault.code.faultClass == .configuration
            ? "The channel's credentials or settings were refused"
            : "\(destinations) destinations of the channel failed alike, and none was reached"
        return Fault(
            .channelQuarantined,
            "\(words): \(fault.message)",
            suggestedAction: fault.suggestedAction,
            context: ["cause": fault.code.rawValue, "destinations": "\(destinations)"]
        )
    }
}
