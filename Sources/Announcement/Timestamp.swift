// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC, to the millisecond.
///
/// One type serves the API (RFC 3339 text), the ledger (an integer column) and the engine's arithmetic, so that
/// no conversion can lose or shift a time.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Seconds since 1970, as the integer that signatures and headers use.
    public var unixSeconds: Int64 { milliseconds.flooredDivision(by: 1_000) }

    public static let distantPast = Timestamp(milliseconds: 0)
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public static func + (moment: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds + span.milliseconds)
    }

    public static func - (moment: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds - span.milliseconds)
    }

    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// The whole milliseconds of the span, rounded towards zero.
    public var milliseconds: Int64 { Int64(attoseconds / 1_000_000_000_000_000) }

    /// The span in seconds, with its fraction.
    public var seconds: Double {
        let (seconds, fraction) = components
        return Double(seconds) + Double(fraction) / 1e18
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
