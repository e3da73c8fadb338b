// SPDX-License-Identifier: Apache-2.0

/// One question to the hub, answered by figures that are all of the same run.
protocol Measure {
    /// Takes the figures of one run, with processes and folders of its own.
    ///
    /// - Throws: ``NotMeasured`` where this machine has not what it takes.
    func run(on ground: Ground) throws -> [Figure]
}
