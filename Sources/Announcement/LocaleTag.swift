// SPDX-License-Identifier: Apache-2.0

/// A language tag such as `en`, `de-AT` or `zh-Hant-TW` (BCP 47), in canonical case.
public struct LocaleTag: Hashable, Sendable {
    public let text: String

    /// Returns nil where `text` is not 1 to 4 subtags of letters and digits, the first of 2 or 3 letters.
    public init?(_ text: some StringProtocol) {
        let parts = String(text).split(whereSeparator: { $0 == "-" || $0 == "_" })
        let isAlphanumeric = { (part: Substring) in
            part.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
        }
        guard
            text.utf8.count <= 35, (1...4).contains(parts.count), (2...3).contains(parts[0].utf8.count),
            parts.allSatisfy({ (1...8).contains($0.utf8.count) && isAlphanumeric($0) }),
            parts[0].utf8.allSatisfy({ $0 >= UInt8(ascii: "A") })
        else { return nil }
        let canonical = parts.enumerated()
            .map { index, part in
                switch (index, part.utf8.count) {
                case (0, _): part.lowercased()
                case (_, 2): part.uppercased()
                case (_, 4): part.prefix(1).uppercased() + part.dropFirst().lowercased()
                default: part.lowercased()
                }
            }
        self.text = canonical.joined(separator: "-")
    }

    private init(canonical: String) { self.text = canonical }

    public static let english = LocaleTag(canonical: "en")

    /// The language alone: `de` for `de-AT`.
    public var language: String { String(text.prefix { $0 != "-" }) }

    /// The tag, then its shorter forms: `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647 3.4, lookup).
    public var lookupChain: [LocaleTag] {
        let parts = text.split(separator: "-")
        return (1...parts.count).reversed().map { LocaleTag(canonical: parts[..<$0].joined(separator: "-")) }
    }

    /// Whether the language is written from right to left.
    public var isRightToLeft: Bool { ["ar", "he", "fa", "ur", "yi", "ps", "sd", "ckb", "dv", "ug"].contains(language) }
}

extension LocaleTag: CustomStringConvertible, Codable, Comparable {
    public var description: String { text }

    public static func < (left: LocaleTag, right: LocaleTag) -> Bool { left.text < right.text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = LocaleTag(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "“\(text.prefix(40))” is not a language tag such as en or de-AT"
            )
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
