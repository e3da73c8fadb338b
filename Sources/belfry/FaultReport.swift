// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import HubCore

/// Writes a fault for people, or with `--json` as the object it is, on standard error.
enum FaultReport {
    /// Read before the options are parsed: their own mistakes are reported the same way.
    static let isJSON = CommandLine.arguments.contains("--json")

    static func write(_ fault: Fault) { Terminal.error(text(of: FaultCatalogue.shipped.advised(fault))) }

    static func text(of fault: Fault) -> String {
        if isJSON, let json = try? JSONText.encode(fault) { return String(decoding: json, as: UTF8.self) }
        var lines = ["error \(fault.code.rawValue) \(fault.errorType): \(fault.message)"]
        if let place = fault.context["where"] { lines.append("  where: \(place)") }
        if let also = fault.context["also"] { lines.append("  also: \(also)") }
        if let action = fault.suggestedAction { lines.append("  what to do: \(action)") }
        if let retryAfter = fault.retryAfter {
            lines.append("  try again in \(Int(retryAfter.seconds.rounded(.up))) s")
        }
        lines.append("  more: \(fault.kbPath)")
        return lines.joined(separator: "\n")
    }
}
