// SPDX-License-Identifier: Apache-2.0

import Outbox
import OutboxTesting
import Testing

@Suite struct MemoryLedgerTests {
    @Test(arguments: LedgerConformance.checks)
    func `the ledger in memory keeps every promise`(_ check: LedgerCheck) async throws {
        let violations = try await check.run(MemoryLedger())
        #expect(violations.isEmpty, "\(check.name)")
    }

    @Test func `every promise has a name of its own`() {
        let names = LedgerConformance.checks.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: 1...16)
    func `whatever happens, the records agree and everything comes to its end`(_ seed: UInt64) async throws {
        let work = try await RandomLedgerWork(seed: seed, harness: MemoryLedger())
        for step in 0..<250 {
            let trace = try await work.step()
            guard step.isMultiple(of: 10) else { continue }
            let violations = try await LedgerInvariants.violations(work.harness)
            try #require(violations.isEmpty, "step \(step) of seed \(seed): \(trace.prefix(200))")
        }
        try await work.drain()
        #expect(work.violations.isEmpty, "seed \(seed)")
        #expect(try await LedgerInvariants.violations(work.harness).isEmpty, "seed \(seed) in the end")
        let open = try await work.harness.records().filter(\.state.isOpen)
        #expect(open.isEmpty, "seed \(seed)")
    }

    @Test(arguments: 1...5)
    func `the same seed does the same`(_ seed: UInt64) async throws {
        let first = try await RandomLedgerWork(seed: seed, harness: MemoryLedger())
        let second = try await RandomLedgerWork(seed: seed, harness: MemoryLedger())
        for _ in 0..<120 {
            let trace = try await first.step()
            #expect(try await second.step() == trace)
        }
        #expect(try await first.harness.records() == second.harness.records())
    }
}
