// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// What the use cases need of a running engine.
package protocol EngineControl: Sendable {
    /// Tells it that something was accepted or released, and which lanes were given work at once.
    func wake(_ lanes: [LaneStatus])

    /// How every configured channel is doing, by name.
    func status() -> [ChannelStatus]

    /// Keeps a channel back as a whole, by the reason given; attempts under way are finished.
    func hold(_ channel: ChannelName, because fault: Fault)

    /// Lets a held channel go, and one in quarantine be tried at once.
    func release(_ channel: ChannelName)

    /// Tells it that a channel uses other settings from now on: what the earlier ones were refused for is tried at once,
    /// and nothing that was shaped with them is sent any more. A channel that someone holds stays held.
    func renew(_ channel: ChannelName)
}

/// How a channel is doing.
package struct ChannelStatus: Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        /// Every lane is open.
        case working
        /// Some lanes are not tried at present.
        case degraded
        /// The channel as a whole has failed; now and then a delivery is tried.
        case quarantined
        /// Someone has held it.
        case held
    }

    /// How one lane with something to do is doing.
    package struct LaneState: Hashable, Sendable {
        package enum Breaker: String, Codable, Hashable, Sendable {
            case closed, open
            case halfOpen = "half_open"
        }

        package var host: String
        package var breaker: Breaker
        /// When an open breaker lets the next one through.
        package var openUntil: Timestamp?
        package var inFlight: Int
        /// How many attempts may be under way at once, at present.
        package var window: Int
        /// When its earliest delivery is due.
        package var nextDue: Timestamp?

        package init(
            host: String,
            breaker: Breaker,
            openUntil: Timestamp?,
            inFlight: Int,
            window: Int,
            nextDue: Timestamp?
        ) {
            self.host = host
            self.breaker = breaker
            self.openUntil = openUntil
            self.inFlight = inFlight
            self.window = window
            self.nextDue = nextDue
        }
    }

    package var channel: ChannelName
    package var state: State
    package var since: Timestamp?
    /// Why it is not working.
    package var fault: Fault?
    /// When a channel in quarantine is tried next.
    package var nextTrial: Timestamp?
    /// The lanes in trouble first, then by host; at most 100.
    package var lanes: [LaneState]

    package init(
        channel: ChannelName,
        state: State = .working,
        since: Timestamp? = nil,
        fault: Fault? = nil,
        nextTrial: Timestamp? = nil,
        lanes: [LaneState] = []
    ) {
        self.channel = channel
        self.state = state
        self.since = since
        self.fault = fault
        self.nextTrial = nextTrial
        self.lanes = lanes
    }
}
