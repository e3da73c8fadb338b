// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Testing

struct RetryBudgetTests {
    let start = Timestamp(milliseconds: 1_795_300_000_000)

    @Test func `it begins with a hundred retries, and then gives ten a minute`() {
        var budget = RetryBudget(now: start)
        #expect(budget.allowance(at: start) == 100)
        for _ in 0..<100 { budget.startedRetry(at: start) }
        #expect(budget.allowance(at: start) == 0)
        #expect(budget.nextAllowance(at: start) == start + .seconds(6))
        #expect(budget.allowance(at: start + .milliseconds(5_999)) == 0)
        #expect(budget.allowance(at: start + .seconds(6)) == 1)
        #expect(budget.allowance(at: start + .seconds(60)) == 10)
        #expect(budget.allowance(at: start + .seconds(86_400)) == 100)
    }

    @Test func `five new attempts give one retry, one success gives one`() {
        var budget = RetryBudget(now: start)
        for _ in 0..<100 { budget.startedRetry(at: start) }
        for _ in 0..<4 { budget.startedNew(at: start) }
        #expect(budget.allowance(at: start) == 0)
        budget.startedNew(at: start)
        #expect(budget.allowance(at: start) == 1)
        budget.succeeded(at: start)
        #expect(budget.allowance(at: start) == 2)
    }

    @Test func `while retries succeed they flow freely`() {
        var budget = RetryBudget(now: start)
        for _ in 0..<99 { budget.startedRetry(at: start) }
        for _ in 0..<10_000 {
            #expect(budget.allowance(at: start) == 1)
            budget.startedRetry(at: start)
            budget.succeeded(at: start)
        }
    }

    @Test(arguments: [UInt64](1...20))
    func `in an outage retries are at most a fifth of the new work, ten a minute, and the first hundred`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var budget = RetryBudget(now: start)
        var now = start
        var (retries, fresh) = (0, 0)
        for _ in 0..<10_000 {
            now = now + .milliseconds(Int64.random(in: 0...500, using: &random))
            if Int.random(in: 0..<3, using: &random) == 0 {
                budget.startedNew(at: now)
                fresh += 1
            }
            // Thousands wait: each that may start does.
            while budget.allowance(at: now) > 0 {
                budget.startedRetry(at: now)
                retries += 1
            }
            let minutes = Double((now - start).milliseconds) / 60_000
            #expect(Double(retries) <= 100 + 0.2 * Double(fresh) + 10 * minutes + 1e-6, "seed \(seed)")
        }
        #expect(retries > 100)
    }

    @Test(arguments: [UInt64](1...20))
    func `the allowance is never negative and never over its capacity, and comes when it says`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rules = RetryBudget.Rules(
            capacity: Int.random(in: 1...50, using: &random),
            perMinute: Int.random(in: 1...700, using: &random)
        )
        var budget = RetryBudget(rules: rules, now: start)
        var now = start
        for _ in 0..<3_000 {
            // Now and then the clock is put back.
            now = now + .milliseconds(Int64.random(in: -2_000...5_000, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: budget.startedNew(at: now)
            case 1: budget.succeeded(at: now)
            default: budget.startedRetry(at: now)
            }
            let allowance = budget.allowance(at: now)
            #expect((0...rules.capacity).contains(allowance))
            let next = budget.nextAllowance(at: now)
            #expect(next >= now && (next == now) == (allowance > 0))
            #expect(budget.allowance(at: next) >= 1)
            if next > now { #expect(budget.allowance(at: next - .milliseconds(1)) == 0) }
        }
    }
}
