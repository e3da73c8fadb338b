// SPDX-License-Identifier: Apache-2.0

/// An identifier that sorts by time and says what it names: a prefix, an underscore and a ULID.
///
/// For example `inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R`. The 48 bits of time and 80 random bits follow the ULID
/// specification. It never holds a dot, a space or a slash, so it is safe in URLs, headers and signatures.
public struct Identifier<Subject>: Hashable, Sendable {
    /// The whole text, prefix included.
    public let text: String

    /// Accepts 1 to 64 characters of `A–Z a–z 0–9 _ -`; anything else is no identifier.
    public init?(_ text: some StringProtocol) {
        let isSafe = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isSafe, (1...64).contains(text.utf8.count) else { return nil }
        self.text = String(text)
    }

    private init(unchecked text: String) { self.text = text }

    /// Makes a new identifier for the moment `now`.
    public static func make(
        _ prefix: StaticString,
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) -> Identifier {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        var bytes = Array("\(prefix)_".utf8)
        for shift in stride(from: 45, through: 0, by: -5) {
            bytes.append(alphabet[Int(truncatingIfNeeded: now.milliseconds >> Int64(shift)) & 31])
        }
        for _ in 0..<16 { bytes.append(alphabet[Int.random(in: 0..<32, using: &generator)]) }
        return Identifier(unchecked: String(decoding: bytes, as: UTF8.self))
    }
}

extension Identifier: CustomStringConvertible, Codable {
    public var description: String { text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Identifier(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an identifier")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
