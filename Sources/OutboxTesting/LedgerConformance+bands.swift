// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// New work and retries, urgent and not, side by side in one lane.
extension LedgerConformance {
    static let bands: [LedgerCheck] =
        [
            LedgerCheck("new work and retries stand in bands of their own") { scene in
                try await scene.publish(at: 0)
                guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
                try await scene.finish(
                    first,
                    as: .retry(at: LedgerScene.time(50), charged: true),
                    .failed(LedgerScene.refused),
                    at: 2
                )
                try await scene.publish(at: 60)
                let status = try await scene.harness.ledger.lanes().first
                let expected = [
                    BandStatus(Band(.update), due: LedgerScene.time(60)),
                    BandStatus(Band(.update, isRetry: true), due: LedgerScene.time(50)),
                ]
                scene.expectEqual(status?.bands, expected, "bands")
                let claims = try await scene.claim(at: 60)
                scene.expectEqual(claims.map(\.band), expected.map(\.band), "bands of the claims")
                scene.expectEqual(claims.map(\.attempt), [1, 2], "attempts")
            },
            LedgerCheck("a postponed delivery stays in its band") { scene in
                try await scene.publish(at: 0)
                _ = try await scene.claim(at: 1) { _ in .postpone(until: LedgerScene.time(9)) }
                let expected = [BandStatus(Band(.update), due: LedgerScene.time(9))]
                scene.expectEqual(try await scene.harness.ledger.lanes().first?.bands, expected, "bands")
            },
            LedgerCheck("turns are shared by weight, and the most urgent band has the first") { scene in
                try await scene.publish(priority: .backfill, to: LedgerScene.crowd(40), at: 0)
                try await scene.publish(priority: .critical, to: LedgerScene.crowd(40), at: 1)
                let claims = try await scene.claim(18, at: 5)
                scene.expectEqual(claims.first?.band, Band(.critical), "first turn")
                scene.expectEqual(claims.filter { $0.band == Band(.critical) }.count, 16, "critical")
                scene.expectEqual(claims.filter { $0.band == Band(.backfill) }.count, 2, "backfill")
            },
            LedgerCheck("the first turn is the most urgent band's, whatever it weighs") { scene in
                try await scene.publish(priority: .digest, to: LedgerScene.crowd(5), at: 0)
                try await scene.publish(priority: .update, to: LedgerScene.crowd(5), at: 1)
                let shares = [Exchange.Share(Band(.digest), weight: 90), Exchange.Share(Band(.update), weight: 1)]
                let claims = try await scene.claim(1, at: 5, shares: shares)
                scene.expectEqual(claims.map(\.band), [Band(.update)], "first turn")
            },
            LedgerCheck("new work and retries of one priority take turns") { scene in
                try await LedgerConformance.fail(20, of: .update, in: scene, at: 1, due: 2)
                try await scene.publish(to: LedgerScene.crowd(20), at: 3)
                let claims = try await scene.claim(20, at: 5)
                scene.expectEqual(claims.first?.band, Band(.update), "first turn")
                scene.expectEqual(claims.filter(\.band.isRetry).count, 10, "retries")
            },
            LedgerCheck("a share's limit holds, and the others have what it leaves") { scene in
                try await scene.publish(priority: .critical, to: LedgerScene.crowd(10), at: 0)
                try await scene.publish(priority: .update, to: LedgerScene.crowd(10), at: 0)
                let shares = [
                    Exchange.Share(Band(.critical), weight: 8, limit: 3), Exchange.Share(Band(.update), weight: 4),
                ]
                let claims = try await scene.claim(10, at: 1, shares: shares)
                scene.expectEqual(claims.filter { $0.band == Band(.critical) }.count, 3, "critical")
                scene.expectEqual(claims.count, 10, "claims")
            },
            LedgerCheck("a band that a quota leaves out is not touched") { scene in
                scene.planner.lifetime = .milliseconds(10)
                try await scene.publish(priority: .backfill, at: 0)
                scene.planner.lifetime = .seconds(60)
                try await scene.publish(priority: .critical, at: 0)
                let before = try await scene.harness.records().first
                let claims = try await scene.claim(at: 50, shares: [Exchange.Share(Band(.critical), weight: 1)])
                scene.expectEqual(claims.map(\.band), [Band(.critical)], "claims")
                scene.expectEqual(try await scene.harness.records().first, before, "the band left out")
            },
            LedgerCheck("nobody is asked about more than the quota admits") { scene in
                try await scene.publish(priority: .critical, to: LedgerScene.crowd(9), at: 0)
                try await scene.publish(priority: .digest, to: LedgerScene.crowd(9), at: 0)
                let asked = Mutex(0)
                let claims = try await scene.claim(7, at: 1) { _ in
                    asked.withLock { $0 += 1 }
                    return .admit
                }
                scene.expectEqual(claims.count, 7, "claims")
                scene.expectEqual(asked.withLock { $0 }, 7, "times asked")
            },
        ]
        + (1...8)
        .map { seed in
            LedgerCheck("over a long run shares follow weights and limits (seed \(seed))") { scene in
                try await LedgerConformance.longRun(seed: UInt64(seed), in: scene)
            }
        }

    /// Deep backlogs in every band, random weights, for every other seed limits too, and one long quota.
    private static func longRun(seed: UInt64, in scene: LedgerScene) async throws {
        var random = SeededRandom(seed: seed)
        let depth = 60
        for priority in Priority.allCases {
            try await fail(depth, of: priority, in: scene, at: 1, due: 2)
            try await scene.publish(priority: priority, to: LedgerScene.crowd(depth), at: 2)
        }
        let shares = Band.allCases.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            .map { band in
                let isLimited = seed.isMultiple(of: 2) && Int.random(in: 0..<3, using: &random) == 0
                let weight = Int.random(in: 1...9, using: &random)
                let limit = isLimited ? Int.random(in: 0...5, using: &random) : .max
                return Exchange.Share(band, weight: weight, limit: limit)
            }
        // So many turns that no band runs dry.
        let claims = try await scene.claim(depth - 5, at: 10, shares: shares)
        scene.expectEqual(claims.first?.band, shares.filter { $0.limit > 0 }.map(\.band).min(), "first turn")
        for share in shares {
            let count = claims.filter { $0.band == share.band }.count
            scene.expect(count <= share.limit, "\(count) of a band with a limit of \(share.limit)")
        }
        guard shares.contains(where: { $0.limit == .max }) else { return }
        scene.expectEqual(claims.count, depth - 5, "claims")
        guard !seed.isMultiple(of: 2) else { return }
        // Without limits the turns follow the weights at every moment, not only in the end.
        let total = shares.map(\.weight).reduce(0, +)
        for share in shares {
            var count = 0
            for (index, claim) in claims.enumerated() {
                if claim.band == share.band { count += 1 }
                let fair = Double((index + 1) * share.weight) / Double(total)
                scene.expect(
                    abs(Double(count) - fair) <= 2,
                    "after \(index + 1) turns \(count) of band \(share.band.rawValue) instead of \(fair)"
                )
            }
        }
    }

    /// Makes so many deliveries wait for a retry.
    private static func fail(
        _ count: Int,
        of priority: Priority,
        in scene: LedgerScene,
        at now: Int64,
        due: Int64
    ) async throws {
        try await scene.publish(priority: priority, to: LedgerScene.crowd(count), at: now)
        let shares = [Exchange.Share(Band(priority), weight: 1)]
        for claim in try await scene.claim(count, at: now, shares: shares) {
            let disposition = Disposition.retry(at: LedgerScene.time(due), charged: true)
            try await scene.finish(claim, as: disposition, .failed(LedgerScene.refused), at: now)
        }
    }
}
