// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Making due at once what waits for other settings.
extension LedgerConformance {
    private static let revoked = Fault(.authenticationRejected, "The token was revoked.")

    static let hastening: [LedgerCheck] = [
        LedgerCheck("what was refused for its channel's settings is made due, and nothing else is") { scene in
            let places = [LedgerScene.ada, LedgerScene.bo]
            try await scene.publish(to: places, at: 0)
            let faults = [revoked, Fault(.providerUnavailable, "500")]
            for (claim, fault) in zip(try await scene.claim(at: 1), faults) {
                try await scene.finish(
                    claim,
                    as: .retry(at: LedgerScene.time(60), charged: false),
                    .failed(fault),
                    at: 2
                )
            }
            try await scene.publish(at: 3)
            _ = try await scene.claim(at: 3) { _ in .postpone(until: LedgerScene.time(70)) }
            scene.expectEqual(try await LedgerConformance.hasten(in: scene, at: 4).count, 1, "lanes")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.retrying, .retrying, .pending], "states")
            scene.expectEqual(records.map(\.dueAt), [4, 60, 70].map { LedgerScene.time($0) }, "due")
            let claims = try await scene.claim(at: 4)
            scene.expectEqual(claims.map(\.destination.address), [LedgerScene.ada.address], "claims")
            scene.expectEqual(claims.map(\.attempt), [2], "attempts")
            scene.expectEqual(claims.map(\.failures), [0], "failures")
        },
        LedgerCheck("what is due, under way, held or over is left as it is by new settings") { scene in
            try await scene.publish(to: [LedgerScene.ada], at: 0)
            for claim in try await scene.claim(at: 1) {
                try await scene.finish(
                    claim,
                    as: .retry(at: LedgerScene.time(5), charged: false),
                    .failed(revoked),
                    at: 2
                )
            }
            scene.expect(try await LedgerConformance.hasten(in: scene, at: 5).isEmpty, "what is due was touched")
            _ = try await scene.claim(at: 5)
            try await scene.publish(to: [LedgerScene.bo], at: 6)
            for claim in try await scene.claim(at: 6) {
                try await scene.finish(claim, as: .dead, .failed(revoked), at: 7)
            }
            scene.expect(try await LedgerConformance.hasten(in: scene, at: 8).isEmpty, "what is over was touched")
            scene.expectEqual(try await scene.states(), [.inFlight, .dead], "states")
        },
        LedgerCheck("a long lane is gone through page by page for new settings, each delivery once") { scene in
            for index in 0..<7 {
                try await scene.publish(priority: index < 4 ? .backfill : .critical, at: Int64(index))
            }
            for claim in try await scene.claim(at: 10) {
                try await scene.finish(
                    claim,
                    as: .retry(at: LedgerScene.time(60 + claim.delivery.rawValue), charged: false),
                    .failed(revoked),
                    at: 11
                )
            }
            _ = try await LedgerConformance.hasten(in: scene, limit: 2, at: 12)
            let due = try await scene.harness.records().map(\.dueAt)
            scene.expectEqual(due, Array(repeating: LedgerScene.time(12), count: 7), "due")
            scene.expectEqual(try await scene.claim(at: 12).count, 7, "claims")
        },
    ]

    /// Goes through every lane to its end.
    ///
    /// - Returns: the lanes in which something is due now.
    private static func hasten(in scene: LedgerScene, limit: Int = 100, at now: Int64) async throws -> [LaneStatus] {
        var lanes: [LaneStatus] = []
        for status in try await scene.harness.ledger.lanes() {
            var place: QueuePlace?
            var pages = 0
            repeat {
                let page = try await scene.harness.ledger.hasten(
                    in: status.lane.id,
                    after: place,
                    limit: limit,
                    now: LedgerScene.time(now)
                )
                lanes += page.lanes
                place = page.place
                pages += 1
            } while place != nil && pages < 20
        }
        return lanes
    }
}
