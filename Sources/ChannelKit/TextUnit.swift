// SPDX-License-Identifier: Apache-2.0

/// How a provider counts the length of a text.
public enum TextUnit: Sendable {
    /// Octets of UTF-8.
    case bytes
    /// UTF-16 code units: what JavaScript and Java call characters.
    case utf16
    /// Unicode scalars: what Go calls runes and Python characters.
    case scalars
    /// What a reader takes for one character.
    case graphemes
    /// Each character at the weight that the closure gives it; never negative.
    case weighted(@Sendable (Character) -> Int)

    /// Reads the unit of a ``LimitDescription``: `bytes`, `utf16`, `scalars` (or `code_points`) and `graphemes`
    /// (or `characters`); nil for any other word.
    public init?(named name: String) {
        switch name {
        case "bytes", "octets": self = .bytes
        case "utf16": self = .utf16
        case "scalars", "code_points": self = .scalars
        case "graphemes", "characters": self = .graphemes
        default: return nil
        }
    }

    /// The length of `text`; for `bytes` without reading it.
    public func count(_ text: some StringProtocol) -> Int {
        switch self {
        case .bytes: text.utf8.count
        case .utf16: text.utf16.count
        case .scalars: text.unicodeScalars.count
        case .graphemes: text.count
        case .weighted(let weight): text.reduce(0) { $0 + Swift.max(0, weight($1)) }
        }
    }

    /// Whether no text is longer in this unit than in bytes.
    var isAtMostBytes: Bool {
        if case .weighted = self { false } else { true }
    }
}
