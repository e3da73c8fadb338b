// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// Reads what a provider says about when to come back.
public enum RetryAfter {
    /// No provider's word is trusted for longer.
    public static let longest: Duration = .seconds(86_400)

    /// Reads the value of a `Retry-After` header (RFC 9110 10.2.3): seconds, fractions included as some providers
    /// send them, or a date in any of the three forms of HTTP.
    ///
    /// A moment that has passed is zero, and nothing is longer than ``longest``.
    ///
    /// - Returns: nil where the value is neither.
    public static func parse(_ value: String, now: Timestamp) -> Duration? {
        let value = value.filter { $0 != "\t" }.trimmingSpaces
        let wait = seconds(value) ?? HTTPDate.parse(value, now: now).map { $0 - now }
        return wait.map { min(max($0, .zero), longest) }
    }

    private static func seconds(_ text: Substring) -> Duration? {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isNumber, digits.utf8.first != UInt8(ascii: "."), let seconds = Double(digits) else { return nil }
        if text.hasPrefix("-") { return .zero }
        // Rounded up to the millisecond: too early would be refused again.
        return .milliseconds((min(seconds, 86_400) * 1_000).rounded(.up))
    }
}

extension String {
    fileprivate var trimmingSpaces: Substring {
        var rest = self[...].drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
