// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

struct DescriptorBudgetTests {
    @Test(arguments: [
        (64, 2, 6, 4), (128, 2, 30, 20), (256, 2, 78, 52), (1_024, 2, 366, 244), (1_024, 64, 296, 197),
        (4_096, 2, 1_024, 1_012), (20_000, 2, 1_024, 4_096), (1 << 30, 64, 1_024, 4_096),
    ])
    func `what the limit leaves is shared between attempts and the API`(
        limit: Int,
        loops: Int,
        attempts: Int,
        visitors: Int
    ) {
        let budget = DescriptorBudget(limit: limit, loops: loops)
        #expect(budget.attempts == attempts)
        #expect(budget.connections == attempts)
        #expect(budget.visitors == visitors)
    }

    @Test(arguments: [-1, 0, 1, 16, 40])
    func `a limit that is too small for a hub still leaves a few of each`(limit: Int) {
        let budget = DescriptorBudget(limit: limit, loops: 2)
        #expect(budget.attempts == 4)
        #expect(budget.visitors == 4)
    }

    @Test func `more room never means less for anyone, and no more is given than there is`() {
        var last = DescriptorBudget(limit: 0, loops: 2)
        for limit in 1...9_000 {
            let budget = DescriptorBudget(limit: limit, loops: 2)
            #expect(budget.attempts >= last.attempts && budget.visitors >= last.visitors)
            if limit >= 64 { #expect(44 + 2 * budget.attempts + budget.visitors <= limit) }
            last = budget
        }
    }

    @Test(arguments: [
        (1_024, 524_288, 65_536), (1_024, 4_096, 4_096), (64, 64, 64), (100_000, 1_000_000, 100_000),
        (65_536, Int.max, 65_536), (Int.max, Int.max, Int.max),
    ])
    func `the limit is raised to what is allowed, within reason, and never lowered`(soft: Int, hard: Int, target: Int) {
        #expect(DescriptorLimit.target(soft: soft, hard: hard) == target)
    }

    @Test func `what is raised is in force`() {
        let limit = DescriptorLimit.raise()
        #expect(limit == DescriptorLimit.current)
        #expect(DescriptorLimit.raise() == limit)
    }
}
