// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Keeping what is known of lanes over a restart.
extension LedgerConformance {
    static let breakers: [LedgerCheck] = [
        LedgerCheck("open breakers are there again after a restart, closed ones are forgotten") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook, LedgerScene.pager])
            let lanes = try await scene.harness.ledger.lanes().map(\.lane.id)
            guard lanes.count == 3 else { return scene.expect(false, "lanes: \(lanes.count)") }
            let open = lanes.map { lane in
                LaneHealth(lane: lane, generation: 3, openings: 2, openUntil: LedgerScene.time(lane.rawValue * 100))
            }
            try await scene.harness.ledger.remember(open)
            let first = try await scene.open("node-b", at: 1) { _ in .dead }
            scene.expectEqual(first.health.sorted { $0.lane < $1.lane }, open, "health")
            // Later word on one lane changes that lane alone.
            let closed = LaneHealth(lane: lanes[0], generation: 4, openings: 0, openUntil: nil)
            let longer = LaneHealth(lane: lanes[1], generation: 5, openings: 3, openUntil: LedgerScene.time(9_000))
            try await scene.harness.ledger.remember([closed, longer])
            let second = try await scene.open("node-c", at: 2) { _ in .dead }
            scene.expectEqual(second.health.sorted { $0.lane < $1.lane }, [longer, open[2]], "health later")
        },
        LedgerCheck("a ledger that was told nothing opens with nothing") { scene in
            let opening = try await scene.open(at: 1) { _ in .dead }
            scene.expect(opening.health.isEmpty, "health out of nothing")
        },
    ]
}
