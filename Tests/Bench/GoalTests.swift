// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

@Suite struct GoalTests {
    @Test(
        arguments: [
            (Goal.ratioAtLeast(0.7), 1.0, 0.7, true), (.ratioAtLeast(0.7), 1, 0.69, false),
            (.ratioAtMost(1.5), 1, 1.5, true), (.ratioAtMost(1.5), 1, 1.51, false),
            (.valueAtMost(20), 20, nil, true), (.valueAtMost(20), 20.1, nil, false),
            (.ratioAtLeast(2), 5, nil, nil), (.ratioAtMost(2), 5, nil, nil),
        ] as [(Goal, Double, Double?, Bool?)]
    )
    func `a goal is judged by the ratio or by the value`(goal: Goal, value: Double, ratio: Double?, isMet: Bool?) {
        #expect(goal.isMet(value: value, ratio: ratio) == isMet)
    }

    @Test(arguments: [
        (Goal.ratioAtLeast(30), "≥ 30 ×"), (.ratioAtMost(1.2), "≤ 1.2 ×"), (.valueAtMost(20), "≤ 20 ms"),
    ])
    func `a goal is written as the documentation writes it`(goal: Goal, text: String) {
        #expect(goal.text(in: .milliseconds) == text)
    }

    @Test func `a reference of nought makes no ratio`() {
        let figure = Figure("cost", 5, .microseconds, against: Figure.Reference("nothing", 0))
        #expect(figure.ratio == nil)
        #expect(figure.line == "cost: 5.0 µs; nothing: 0.0 µs")
    }
}
