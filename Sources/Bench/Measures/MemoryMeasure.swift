// SPDX-License-Identifier: Apache-2.0

/// The most memory that the hub holds while it reads a large audience and delivers to all of it.
struct MemoryMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        let crowd = try ground.fanOut(to: ground.scale.largeAudience)
        return [
            Figure(
                "peak memory, \(Decimals.grouped(Double(crowd.endpoints))) destinations",
                Double(crowd.peakMemory) / 1_048_576,
                .mebibytes,
                goal: .valueAtMost(150)
            )
        ]
    }
}
