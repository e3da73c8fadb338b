// SPDX-License-Identifier: Apache-2.0

/// A number of bytes as people write it in a configuration: a whole number and `MB`, `GB`, `TB`, or `MiB`, `GiB`, `TiB`.
struct DataSize: Hashable, Sendable {
    let bytes: Int64

    /// Nil for anything else, a number without a unit and more than a thousand terabytes included.
    init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...12).contains(digits.utf8.count), let number = Int64(digits) else { return nil }
        let unit: Int64
        switch text.dropFirst(digits.count) {
        case "MB": unit = 1_000_000
        case "GB": unit = 1_000_000_000
        case "TB": unit = 1_000_000_000_000
        case "MiB": unit = 1 << 20
        case "GiB": unit = 1 << 30
        case "TiB": unit = 1 << 40
        default: return nil
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLarge, product <= 1_000_000_000_000_000 else { return nil }
        self.bytes = product
    }

    private init(bytes: Int64) { self.bytes = bytes }

    static let standardReserve = DataSize(bytes: 256_000_000)
}
