// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension ChildProcess {
    /// The most memory that it has had resident, in bytes; nil once it is gone.
    var peakMemory: Int? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(id)/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1_024 }
    }
}
