// SPDX-License-Identifier: Apache-2.0

/// How much text a provider takes in one piece.
public struct TextLimit: Sendable {
    /// The longest text allowed, counted in ``unit``.
    public var max: Int
    public var unit: TextUnit

    public init(_ max: Int, _ unit: TextUnit) {
        self.max = max
        self.unit = unit
    }

    /// Whether `text` fits as it is.
    public func holds(_ text: some StringProtocol) -> Bool {
        // Counting bytes is free, and every other unit but a weighted one counts at most as many.
        if unit.isAtMostBytes, text.utf8.count <= max { return true }
        return unit.count(text) <= max
    }
}
