// SPDX-License-Identifier: Apache-2.0

import Announcement
import DeliveryEngine
import Outbox
import Synchronization

/// An engine that delivers nothing, remembers what it was told, and says of its channels what the test sets.
final class StubEngine: EngineControl {
    private struct State {
        var wakes: [[LaneStatus]] = []
        var holds: [ChannelName: Fault] = [:]
        var released: [ChannelName] = []
        var renewed: [ChannelName] = []
        var statuses: [ChannelStatus] = []
    }

    private let state = Mutex(State())

    func wake(_ lanes: [LaneStatus]) { state.withLock { $0.wakes.append(lanes) } }

    func status() -> [ChannelStatus] { state.withLock { $0.statuses } }

    func hold(_ channel: ChannelName, because fault: Fault) { state.withLock { $0.holds[channel] = fault } }

    func release(_ channel: ChannelName) { state.withLock { $0.released.append(channel) } }

    func renew(_ channel: ChannelName) { state.withLock { $0.renewed.append(channel) } }

    /// How often it was told of work.
    var wakeCount: Int { state.withLock { $0.wakes.count } }

    /// The lanes that it was last told of.
    var lastWake: [LaneStatus]? { state.withLock { $0.wakes.last } }

    var holds: [ChannelName: Fault] { state.withLock { $0.holds } }

    /// The channels that were given other settings, in that order.
    var renewed: [ChannelName] { state.withLock { $0.renewed } }

    var released: [ChannelName] { state.withLock { $0.released } }

    func set(_ statuses: [ChannelStatus]) { state.withLock { $0.statuses = statuses } }
}
