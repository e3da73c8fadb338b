// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Closing what has expired in a lane that nobody claims from.
extension LedgerConformance {
    static let expiry: [LedgerCheck] = [
        LedgerCheck("what has expired is closed though nobody claims it, and the rest is left") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(priority: .critical, at: 0)
            scene.planner.lifetime = .milliseconds(500)
            try await scene.publish(priority: .digest, to: [LedgerScene.bo], at: 1)
            try await scene.publish(to: [LedgerScene.hook], at: 2)
            let sweep = try await LedgerConformance.expire(in: scene, at: 50)
            scene.expectEqual(sweep.expired, 1, "expired")
            scene.expect(sweep.lanes.isEmpty, "a lane was given work")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.expired, .pending, .pending], "states")
            scene.expectEqual(records.first?.fault?.code, .expired, "fault")
            scene.expectEqual(records.first?.finishedAt, LedgerScene.time(50), "finished")
            scene.expect(records.first?.dueAt == nil, "what is closed is not due")
            scene.expectEqual(try await scene.claim(at: 51).count, 2, "claims")
        },
        LedgerCheck("what is not due yet expires all the same") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(at: 0)
            _ = try await scene.claim(at: 1) { _ in .postpone(until: LedgerScene.time(90_000)) }
            let sweep = try await LedgerConformance.expire(in: scene, at: 60)
            scene.expectEqual(sweep.expired, 1, "expired")
            scene.expectEqual(try await scene.states(), [.expired], "states")
        },
        LedgerCheck("a long lane is gone through page by page, each delivery once") { scene in
            for index in 0..<7 {
                scene.planner.lifetime = .milliseconds(index.isMultiple(of: 2) ? 50 : 5_000)
                try await scene.publish(priority: index < 4 ? .backfill : .critical, at: Int64(index))
            }
            let sweep = try await LedgerConformance.expire(in: scene, limit: 2, at: 60)
            scene.expectEqual(sweep.expired, 4, "expired")
            scene.expectEqual(sweep.places.map(\.band.priority), [.critical, .backfill, .backfill], "places")
            scene.expectEqual(try await scene.states().filter { $0 == .pending }.count, 3, "left")
        },
        LedgerCheck("an expiry lets the next update have its turn, and says so") { scene in
            scene.planner.order = .all
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(sequence: 1, at: 0)
            scene.planner.lifetime = .milliseconds(5_000)
            try await scene.publish(sequence: 2, at: 1)
            let sweep = try await LedgerConformance.expire(in: scene, at: 60)
            scene.expectEqual(sweep.expired, 1, "expired")
            scene.expectEqual(sweep.lanes.map(\.lane.host), ["example.com"], "lanes")
            scene.expectEqual(try await scene.claim(at: 60).map(\.message.text), ["msg_2"], "claims")
        },
        LedgerCheck("what is under way or held does not expire") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(at: 0)
            _ = try await scene.claim(at: 1)
            scene.planner.start = .held
            try await scene.publish(at: 2)
            scene.planner.start = .ready
            try await scene.publish(to: [LedgerScene.bo], at: 3)
            let sweep = try await LedgerConformance.expire(in: scene, at: 900)
            scene.expectEqual(sweep.expired, 1, "expired")
            scene.expectEqual(try await scene.states(), [.inFlight, .held, .expired], "states")
        },
    ]

    private struct Sweep {
        var expired = 0
        var lanes: [LaneStatus] = []
        var places: [QueuePlace] = []
    }

    /// Goes through the first lane to its end.
    private static func expire(in scene: LedgerScene, limit: Int = 100, at now: Int64) async throws -> Sweep {
        var sweep = Sweep()
        guard let lane = try await scene.harness.ledger.lanes().first?.lane.id else { return sweep }
        var place: QueuePlace?
        repeat {
            let page = try await scene.harness.ledger.expire(
                in: lane,
                after: place,
                limit: limit,
                now: LedgerScene.time(now)
            )
            sweep.expired += page.expired
            sweep.lanes += page.lanes
            place = page.place
            if let place { sweep.places.append(place) }
        } while place != nil && sweep.places.count < 20
        return sweep
    }
}
