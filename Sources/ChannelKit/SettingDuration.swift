// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A span as people write it in a configuration: a whole number and `ms`, `s`, `m`, `h` or `d`, such as `15s`.
public struct SettingDuration: Codable, Hashable, Sendable {
    public let value: Duration

    public init(_ value: Duration) { self.value = value }

    /// Returns nil for anything else, a number without a unit and a span over 1,000 days included.
    public init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...12).contains(digits.utf8.count), let number = Int64(digits) else { return nil }
        let milliseconds: Int64
        switch text.dropFirst(digits.count) {
        case "ms": milliseconds = 1
        case "s": milliseconds = 1_000
        case "m": milliseconds = 60_000
        case "h": milliseconds = 3_600_000
        case "d": milliseconds = 86_400_000
        default: return nil
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: milliseconds)
        guard !isTooLarge, product <= 1_000 * 86_400_000 else { return nil }
        self.value = .milliseconds(product)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let span = SettingDuration(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "not a duration: write a whole number and ms, s, m, h or d, such as 15s"
            )
        }
        self = span
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let milliseconds = value.milliseconds
        try container.encode(milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms")
    }
}
