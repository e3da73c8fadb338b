// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Killed at random points again and again, the hub loses nothing, and its records agree with its receivers'.
    ///
    /// `BELFRY_CRASH_SEEDS=300` plays so many seeds, `BELFRY_CRASH_SEEDS=101-200` those, `BELFRY_CRASH_SEED=17` that one
    /// alone.
    @Suite struct CrashSeeds {
        @Test(arguments: CrashSeeds.seeds)
        func `a hub that is killed at random points keeps every promise about what it accepted`(
            seed: UInt64
        ) async throws {
            try await Stage.play { stage in
                let plan = CrashPlan(seed: seed)
                var run = try await CrashRun(plan, on: stage)
                let evidence = try await run.play()
                let verdict = CrashVerdict(run: run, evidence: evidence, wire: try run.scene.wire())
                let complaints = verdict.complaints()
                #expect(complaints.isEmpty, Self.report(complaints, plan))
                #expect(run.accepted.count == plan.statements.count)
                let check = try await stage.database("\(run.scene.hub.site.data)/belfry.db", "PRAGMA integrity_check")
                #expect(check == [["ok"]], "seed \(seed)")
            }
        }

        static var seeds: [UInt64] {
            let environment = ProcessInfo.processInfo.environment
            if let one = environment["BELFRY_CRASH_SEED"].flatMap({ UInt64($0) }) { return [one] }
            let range = (environment["BELFRY_CRASH_SEEDS"] ?? "5").split(separator: "-").compactMap { UInt64($0) }
            guard let last = range.last, let first = range.count == 2 ? range.first : 1, first <= last else {
                return [1]
            }
            return Array(first...last)
        }

        private static func report(_ complaints: [String], _ plan: CrashPlan) -> Comment {
            let lives = plan.lives.map { "\($0.statements) statements, then \($0.death)" }
            return """
                \(complaints.prefix(12).joined(separator: "\n"))
                \(complaints.count) complaints; the lives of seed \(plan.seed): \(lives)
                Play it again: BELFRY_CRASH_SEED=\(plan.seed) swift test --no-parallel --filter CrashSeeds
                """
        }
    }
}
