// SPDX-License-Identifier: Apache-2.0

/// Numbers for a table.
package enum Decimals {
    /// With so many digits after the point, rounded; half away from nought.
    package static func text(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled / scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        let digits = String(Int(scaled) - whole * Int(scale))
        return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
    }

    /// A whole number in groups of three.
    package static func grouped(_ value: Double) -> String {
        let digits = text(value, places: 0)
        guard let first = digits.first, first.isNumber || first == "-" else { return digits }
        let bare = digits.drop { $0 == "-" }
        var groups: [Substring] = []
        var rest = bare
        while rest.count > 3 {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        groups.append(rest)
        return (first == "-" ? "-" : "") + groups.reversed().joined(separator: ",")
    }
}
