// SPDX-License-Identifier: Apache-2.0

/// What a figure counts.
package enum Unit: String, Codable, Sendable {
    case perSecond = "per_second"
    case seconds
    case milliseconds
    case microseconds
    case mebibytes

    /// A value as people read it, with its unit.
    package func text(_ value: Double) -> String {
        switch self {
        case .perSecond: "\(Decimals.grouped(value))/s"
        case .seconds: "\(Decimals.text(value, places: 2)) s"
        case .milliseconds: "\(Decimals.text(value, places: value < 10 ? 2 : 1)) ms"
        case .microseconds: "\(Decimals.text(value, places: 1)) µs"
        case .mebibytes: "\(Decimals.text(value, places: 0)) MiB"
        }
    }
}
