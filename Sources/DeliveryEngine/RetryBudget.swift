// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Keeps a lane's retries from adding to the load of a host that is down, and from being held back once it is up.
///
/// A bucket of tokens, full at first. A retry takes one when it starts; each success, of whatever attempt, gives one
/// back; a new attempt gives a fifth of one; time gives ten a minute. While everything fails, retries are therefore at
/// most a fifth of the new work and ten a minute, once the bucket is empty; while everything succeeds, each pays for
/// itself. A fixed share of the new work would starve the retries of a host that has come back when nothing new comes.
package struct RetryBudget: Hashable, Sendable {
    package struct Rules: Hashable, Sendable {
        package var capacity: Int
        package var perMinute: Int
        /// What a new attempt gives, in tokens.
        package var newAttempt: Double

        package init(capacity: Int = 100, perMinute: Int = 10, newAttempt: Double = 0.2) {
            self.capacity = max(1, capacity)
            self.perMinute = max(1, perMinute)
            self.newAttempt = min(max(0, newAttempt), 1)
        }
    }

    // Tokens are counted in sixty-thousandths, so that a millisecond gives a whole number of them.
    private static let token: Int64 = 60_000

    private let rules: Rules
    private var level: Int64
    private var moment: Timestamp

    package init(rules: Rules = Rules(), now: Timestamp) {
        self.rules = rules
        self.level = Int64(rules.capacity) * Self.token
        self.moment = now
    }

    /// How many retries may start now.
    package func allowance(at now: Timestamp) -> Int { Int(level(at: now) / Self.token) }

    /// When at least one retry may start, as far as time alone brings it; `now` where one may already.
    package func nextAllowance(at now: Timestamp) -> Timestamp {
        let missing = Self.token - level(at: now)
        guard missing > 0 else { return now }
        let perMillisecond = Int64(rules.perMinute)
        return now + .milliseconds((missing + perMillisecond - 1) / perMillisecond)
    }

    package mutating func startedRetry(at now: Timestamp) { add(-Self.token, at: now) }

    /// Gives back what a retry took that never reached its host: our own trouble kept it from there.
    package mutating func cameToNothing(at now: Timestamp) { add(Self.token, at: now) }

    package mutating func startedNew(at now: Timestamp) {
        add(Int64(rules.newAttempt * Double(Self.token)), at: now)
    }

    package mutating func succeeded(at now: Timestamp) { add(Self.token, at: now) }

    private mutating func add(_ amount: Int64, at now: Timestamp) {
        level = min(max(0, level(at: now) + amount), ceiling)
        moment = now
    }

    private var ceiling: Int64 { Int64(rules.capacity) * Self.token }

    /// Where the clock was put back, no time has passed.
    private func level(at now: Timestamp) -> Int64 {
        // Bounded before it is multiplied; after so long the bucket is full in any case.
        let elapsed = min(max(0, now.milliseconds - moment.milliseconds), ceiling)
        return min(level + elapsed * Int64(rules.perMinute), ceiling)
    }
}
