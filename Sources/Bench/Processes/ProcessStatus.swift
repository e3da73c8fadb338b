// SPDX-License-Identifier: Apache-2.0

/// What `/proc/PID/status` says.
package enum ProcessStatus {
    /// `VmHWM` in bytes; nought where it is missing.
    package static func peak(in text: String) -> Int {
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1_024
    }
}
