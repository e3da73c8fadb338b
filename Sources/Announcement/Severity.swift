// SPDX-License-Identifier: Apache-2.0

/// How bad an incident is for the people it touches, worst first.
public enum Severity: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Critical for a large number of people, or data is exposed.
    case sev1
    /// Critical for many.
    case sev2
    /// Minor, and able to grow into `sev2`.
    case sev3
    /// Minor; people can still do what they came for.
    case sev4
    /// Cosmetic.
    case sev5

    /// Ordered by urgency: `sev5 < sev1`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue > right.rawValue }

    /// The ordered words that sources and Statuspage readers use for it.
    public var impact: String {
        switch self {
        case .sev1: "critical"
        case .sev2: "major"
        case .sev3: "minor"
        case .sev4: "minor"
        case .sev5: "none"
        }
    }
}
