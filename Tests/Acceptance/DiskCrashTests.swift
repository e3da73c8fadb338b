// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Killed in any write or sync of its database, from the first ever made to the last before it stops, a hub finds
    /// everything that it had accepted.
    ///
    /// `BELFRY_CRASH_SEEDS` makes it every operation instead of a few; `BELFRY_CRASH_OPERATION=17` that one alone.
    @Suite(.enabled(if: Interposer.compiler != nil, Interposer.needsCompiler)) struct DiskCrashes {
        @Test func `a hub that dies in a write or sync of its database has lost nothing it accepted`() async throws {
            let total = try await operations()
            #expect(total > 50, "The interposer has not seen the database.")
            for number in Self.chosen(of: total) {
                // Each of the three ways in turn, so that every operation meets one and its neighbours the others.
                let death = Interposer.Death.allCases[number % 3]
                try await Stage.play { stage in
                    let plan = CrashPlan(dyingInOperation: number, death)
                    var run = try await CrashRun(plan, on: stage)
                    let evidence = try await run.play()
                    let verdict = CrashVerdict(run: run, evidence: evidence, wire: try run.scene.wire())
                    let complaints = verdict.complaints()
                    #expect(
                        complaints.isEmpty,
                        """
                        \(complaints.prefix(12).joined(separator: "\n"))
                        dying \(death) operation \(number) of \(total)
                        Play it again: BELFRY_CRASH_OPERATION=\(number) swift test --no-parallel --filter DiskCrashes
                        """
                    )
                    #expect(run.accepted.count == plan.statements.count, "operation \(number)")
                    let check = try await stage.database(
                        "\(run.scene.hub.site.data)/belfry.db",
                        "PRAGMA integrity_check"
                    )
                    #expect(check == [["ok"]], "operation \(number)")
                }
            }
        }

        /// How many writes and syncs there are when nothing happens.
        private func operations() async throws -> Int {
            var total = 0
            try await Stage.play { stage in
                var run = try await CrashRun(CrashPlan(dyingInOperation: 0, .before), on: stage)
                _ = try await run.play()
                total = run.scene.interposer?.operations ?? 0
            }
            return total
        }

        private static func chosen(of total: Int) -> [Int] {
            let environment = ProcessInfo.processInfo.environment
            if let one = environment["BELFRY_CRASH_OPERATION"].flatMap({ Int($0) }) { return [one] }
            if environment["BELFRY_CRASH_SEEDS"] != nil { return Array(1...total) }
            // Two of them while the file is being made, when a journal is left that only a writer can roll back.
            return [5, 6] + (0..<10).map { part in total * (2 * part + 1) / 20 + 1 }
        }
    }
}
