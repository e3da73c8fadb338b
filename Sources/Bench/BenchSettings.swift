// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What to measure, how often, and with which programs.
package struct BenchSettings: Sendable {
    package var measures: [MeasureName]
    package var scale: Scale
    package var runs: Int
    /// The hub's program.
    package var hub: String
    /// Where databases, configurations and sinks live while it runs: on the disk whose durability counts.
    package var folder: String
    /// Folders that are searched for tools before the system's own.
    package var toolFolders: [String]
    /// A Python that has Apprise.
    package var python: String

    package init(
        measures: [MeasureName] = [],
        scale: Scale = .full,
        runs: Int = 3,
        hub: String,
        folder: String,
        toolFolders: [String] = [],
        python: String
    ) {
        self.measures = measures.isEmpty ? MeasureName.allCases : measures
        self.scale = scale
        self.runs = runs
        self.hub = hub
        self.folder = folder
        self.toolFolders = toolFolders
        self.python = python
    }

    /// The program that is running.
    package static var thisProgram: String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.baseAddress else { return 0 }
            return readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
