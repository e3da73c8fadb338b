// SPDX-License-Identifier: Apache-2.0

import OutboxTesting
import Testing

@Suite struct MemoryLedgerTests {
    @Test(arguments: LedgerConformance.checks)
    func `the ledger in memory keeps every promise`(_ check: LedgerCheck) async throws {
        let violations = try await check.run(MemoryLedger())
        #expect(violations.isEmpty, "\(check.name)")
    }
}
