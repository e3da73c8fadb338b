// SPDX-License-Identifier: Apache-2.0

/// The number that a part of a chain begins with, `(2/3)`, between other signs.
///
/// X refuses a part that an earlier update had word for word; a number that looks different makes it another text, and
/// none of these weighs more.
enum PartNumber {
    private static let signs = [
        ("[", "]"), ("{", "}"), ("«", "»"), ("", ":"), ("", "."), ("", "·"), ("", "|"), ("", ")"), ("", "]"), ("", ""),
    ]
    private static let separators = ["/", "|", ":", "·"]

    /// Other forms of a part, beginning with another one for each update; none of a text without a number.
    static func forms(of text: String, update: Int) -> [String] {
        let number = text.prefix { $0 != " " }
        let parts = number.dropFirst().dropLast().split(separator: "/")
        guard number.first == "(", number.last == ")", parts.count == 2 else { return [] }
        let count = signs.count * separators.count
        return (0..<count)
            .map { place in
                let form = (place + abs(update % count)) % count
                let (open, close) = signs[form % signs.count]
                let inner = parts.joined(separator: separators[form / signs.count])
                return "\(open)\(inner)\(close)\(text.dropFirst(number.count))"
            }
    }
}
