// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

extension DispatchBook {
    /// How a channel is doing, with its lanes: those in trouble first.
    func status(of name: ChannelName, now: Timestamp) -> ChannelStatus {
        let entries = lanes.values.filter { $0.lane.channel == name }
        var status = ChannelStatus(channel: name)
        let states = entries.map { (state: laneState($0), isWell: $0.isBreakerClosed) }
            .sorted { ($0.isWell ? 1 : 0, $0.state.host) < ($1.isWell ? 1 : 0, $1.state.host) }
        status.lanes = states.prefix(100).map(\.state)
        let known = entry(of: name)
        if let hold = known?.hold {
            (status.state, status.since, status.fault) = (.held, hold.since, hold.fault)
        } else if case .quarantined(let fault, let since, let nextTrial, _) = known?.watch.state {
            (status.state, status.since, status.fault, status.nextTrial) = (.quarantined, since, fault, nextTrial)
        } else if states.contains(where: { !$0.isWell }) {
            status.state = .degraded
            status.fault = entries.first { !$0.isBreakerClosed }?.lastFault
        }
        return status
    }

    private func laneState(_ entry: LaneEntry) -> ChannelStatus.LaneState {
        let breaker: ChannelStatus.LaneState.Breaker
        var openUntil: Timestamp?
        switch entry.breaker.phase {
        case .closed: breaker = .closed
        case .open(let until): (breaker, openUntil) = (.open, until)
        case .halfOpen: breaker = .halfOpen
        }
        return ChannelStatus.LaneState(
            host: entry.lane.host,
            breaker: breaker,
            openUntil: openUntil,
            inFlight: entry.window.inFlight,
            window: entry.window.size,
            nextDue: entry.bands.map(\.due).min()
        )
    }
}
