// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What a recovery's identifier stands for.
package enum RecoverySubject {}

/// Sending anew everything that a filter names, page by page: durable, so that it goes on after a restart.
package struct Recovery: Codable, Hashable, Sendable, Identifiable {
    package typealias ID = Identifier<RecoverySubject>

    package enum State: String, Codable, Hashable, Sendable, CaseIterable {
        case running, paused, finished, cancelled
    }

    package var id: ID
    /// Its states say what is replayed; where it names none, only the dead are.
    package var filter: DeliveryFilter
    /// Whether what has expired is given a new term; otherwise it is skipped.
    package var includesExpired: Bool
    package var state: State
    package var createdAt: Timestamp
    package var createdBy: String
    /// How many deliveries it has been through.
    package var examined: Int
    package var replayed: Int
    /// How many it left as they were: delivered, overtaken, or their destination is held.
    package var skipped: Int
    package var finishedAt: Timestamp?

    package init(
        id: ID,
        filter: DeliveryFilter,
        includesExpired: Bool = false,
        state: State = .running,
        createdAt: Timestamp,
        createdBy: String,
        examined: Int = 0,
        replayed: Int = 0,
        skipped: Int = 0,
        finishedAt: Timestamp? = nil
    ) {
        self.id = id
        self.filter = filter
        self.includesExpired = includesExpired
        self.state = state
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.examined = examined
        self.replayed = replayed
        self.skipped = skipped
        self.finishedAt = finishedAt
    }
}

/// What a replay comes to.
package enum ReplayOutcome: Hashable, Sendable {
    /// It is ready anew, and this lane has work.
    case replayed(LaneStatus)
    /// It is under way.
    case busy
    /// It has arrived already; `force` sends it all the same.
    case delivered
    /// It is past its time; `force` gives it a new term.
    case expired
    /// The reader has been sent, or is owed, a newer update of the incident: an older one never follows it.
    case overtaken
    /// Its destination is held or the reader has unsubscribed.
    case refused(Fault)
}

/// What the records say of one channel's deliveries, each counted once.
package struct Reconciliation: Codable, Hashable, Sendable {
    package var channel: ChannelName
    /// How many deliveries each state has.
    package var states: [DeliveryState: Int]
    /// How many have not arrived as far as is known, but had an attempt that nobody can tell the outcome of.
    package var unknown: Int
    /// How many attempts were made.
    package var attempts: Int

    package init(channel: ChannelName, states: [DeliveryState: Int], unknown: Int, attempts: Int) {
        self.channel = channel
        self.states = states
        self.unknown = unknown
        self.attempts = attempts
    }
}

/// How many attempts of a channel ended in one way within one hour.
package struct HourlyCount: Codable, Hashable, Sendable {
    package var channel: ChannelName
    /// The beginning of the hour.
    package var hour: Timestamp
    /// `delivered`, `unknown`, or the fault's code.
    package var outcome: String
    package var count: Int

    package init(channel: ChannelName, hour: Timestamp, outcome: String, count: Int) {
        self.channel = channel
        self.hour = hour
        self.outcome = outcome
        self.count = count
    }
}

/// A destination that is held, and why.
package struct HeldDestination: Codable, Hashable, Sendable {
    package var destination: Destination
    package var since: Timestamp
    package var fault: Fault
    /// How many deliveries are held for it.
    package var held: Int

    package init(destination: Destination, since: Timestamp, fault: Fault, held: Int) {
        self.destination = destination
        self.since = since
        self.fault = fault
        self.held = held
    }
}

/// What becomes of held deliveries when their destination is released.
package enum ReleaseChoice: String, Codable, Hashable, Sendable, CaseIterable {
    /// All of them are sent.
    case all
    /// Of each incident the newest is sent; the others are superseded.
    case latest
    /// None: they are cancelled.
    case none
}

/// How long finished work is kept.
///
/// What is pending, held or dead is kept whatever its age.
package struct Retention: Codable, Hashable, Sendable {
    /// Attempts of what arrived, or was superseded, rerouted or cancelled.
    package var attempts: Duration
    /// Messages with all their deliveries and the attempts of the failed ones.
    package var messages: Duration
    package var statistics: Duration

    package init(
        attempts: Duration = .seconds(14 * 86_400),
        messages: Duration = .seconds(90 * 86_400),
        statistics: Duration = .seconds(400 * 86_400)
    ) {
        self.attempts = attempts
        self.messages = messages
        self.statistics = statistics
    }
}
