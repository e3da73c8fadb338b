// SPDX-License-Identifier: Apache-2.0

/// Whether a delivery costs more where there are many.
struct GrowthMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        let small = try ground.fanOut(to: ground.scale.smallAudience)
        let large = try ground.fanOut(to: ground.scale.largeAudience)
        let (few, many) = (Decimals.grouped(Double(small.endpoints)), Decimals.grouped(Double(large.endpoints)))
        return [
            Figure(
                "processor time per delivery at \(many)",
                large.processorMicroseconds,
                .microseconds,
                against: Figure.Reference("at \(few)", small.processorMicroseconds),
                goal: .ratioAtMost(1.2)
            ),
            Figure(
                "time per delivery at \(many)",
                large.microseconds,
                .microseconds,
                against: Figure.Reference("at \(few)", small.microseconds),
                goal: .ratioAtMost(1.2)
            ),
        ]
    }
}
