// SPDX-License-Identifier: Apache-2.0

/// A promise of the adapter contract that a channel breaks.
public struct ConformanceViolation: Hashable, Sendable, CustomStringConvertible {
    /// Which promise, as a stable word such as `render-is-pure`.
    public let check: String
    /// What was seen.
    public let message: String

    public init(_ check: String, _ message: String) {
        self.check = check
        self.message = message
    }

    public var description: String { "\(check): \(message)" }
}
