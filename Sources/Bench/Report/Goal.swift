// SPDX-License-Identifier: Apache-2.0

/// What a figure is to reach.
package enum Goal: Hashable, Sendable {
    case ratioAtLeast(Double)
    case ratioAtMost(Double)
    /// In the figure's own unit.
    case valueAtMost(Double)

    /// Whether it is reached; nil where there is nothing to judge.
    package func isMet(value: Double, ratio: Double?) -> Bool? {
        switch self {
        case .ratioAtLeast(let least): ratio.map { $0 >= least }
        case .ratioAtMost(let most): ratio.map { $0 <= most }
        case .valueAtMost(let most): value <= most
        }
    }

    package func text(in unit: Unit) -> String {
        switch self {
        case .ratioAtLeast(let least): "≥ \(Self.short(least)) ×"
        case .ratioAtMost(let most): "≤ \(Self.short(most)) ×"
        case .valueAtMost(let most): "≤ \(Self.short(most)) \(unit.text(0).drop { $0 != " " }.dropFirst())"
        }
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? Decimals.text(value, places: 0) : Decimals.text(value, places: 1)
    }
}
