// SPDX-License-Identifier: Apache-2.0

/// Swift source text with what is not code taken out, so that a word in a comment or a string breaks no rule.
///
/// Every byte that is taken out becomes a space and every line stays where it was. A regex literal that holds a quote
/// is taken for a string up to the end of its line.
struct SourceText {
    private enum Place {
        /// Code; in an interpolation, with how many of its own parentheses are open.
        case code(open: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let bytes: [UInt8]
    private let keepsStrings: Bool
    private var result: [UInt8]
    private var index = 0
    private var places: [Place] = [.code(open: 0)]

    /// The text without comments, without what strings hold (code within `\(…)` stays) and without `raw identifiers`.
    static func code(of text: String) -> String { blanked(text, keepsStrings: false) }

    /// The text without comments.
    static func withoutComments(_ text: String) -> String { blanked(text, keepsStrings: true) }

    private static func blanked(_ text: String, keepsStrings: Bool) -> String {
        var scanner = SourceText(text, keepsStrings: keepsStrings)
        scanner.scan()
        return String(decoding: scanner.result, as: UTF8.self)
    }

    private init(_ text: String, keepsStrings: Bool) {
        self.bytes = Array(text.utf8)
        self.keepsStrings = keepsStrings
        self.result = bytes
    }

    private mutating func scan() {
        while index < bytes.count {
            switch places.last ?? .code(open: 0) {
            case .code(let open): scanCode(open: open)
            case .string(let hashes, let isMultiline): scanString(hashes: hashes, isMultiline: isMultiline)
            }
        }
    }

    private mutating func scanCode(open: Int) {
        if starts("//") { return blankLine() }
        if starts("/*") { return blankComment() }
        switch bytes[index] {
        case UInt8(ascii: "`"): blankIdentifier()
        case UInt8(ascii: "("):
            places[places.count - 1] = .code(open: open + 1)
            index += 1
        case UInt8(ascii: ")"):
            if open == 0, places.count > 1 {
                places.removeLast()
            } else {
                places[places.count - 1] = .code(open: max(0, open - 1))
            }
            index += 1
        case UInt8(ascii: "#"), UInt8(ascii: "\""):
            let hashes = count(of: "#", from: index)
            guard index + hashes < bytes.count, bytes[index + hashes] == UInt8(ascii: "\"") else {
                index += max(1, hashes)
                return
            }
            let isMultiline = count(of: "\"", from: index + hashes) >= 3
            blank(hashes + (isMultiline ? 3 : 1), isString: true)
            places.append(.string(hashes: hashes, isMultiline: isMultiline))
        default: index += 1
        }
    }

    private mutating func scanString(hashes: Int, isMultiline: Bool) {
        switch bytes[index] {
        case UInt8(ascii: "\\") where count(of: "#", from: index + 1) >= hashes:
            blank(1 + hashes, isString: true)
            guard index < bytes.count else { return }
            if bytes[index] == UInt8(ascii: "(") { places.append(.code(open: 0)) }
            blank(1, isString: true)
        case UInt8(ascii: "\""):
            let quotes = isMultiline ? 3 : 1
            guard count(of: "\"", from: index) >= quotes, count(of: "#", from: index + quotes) >= hashes else {
                return blank(1, isString: true)
            }
            blank(quotes + hashes, isString: true)
            places.removeLast()
        case UInt8(ascii: "\n") where !isMultiline:
            places.removeLast()
            index += 1
        default: blank(1, isString: true)
        }
    }

    private mutating func blankLine() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { blank(1) }
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && index < bytes.count
    }

    private mutating func blankIdentifier() {
        blank(1)
        while index < bytes.count, bytes[index] != UInt8(ascii: "`"), bytes[index] != UInt8(ascii: "\n") { blank(1) }
        if index < bytes.count { blank(1) }
    }

    private mutating func blank(_ count: Int, isString: Bool = false) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] != UInt8(ascii: "\n"), !(isString && keepsStrings) { result[index] = UInt8(ascii: " ") }
            index += 1
        }
    }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    private func count(of character: Unicode.Scalar, from start: Int) -> Int {
        guard start < bytes.count else { return 0 }
        return bytes[start...].prefix { $0 == UInt8(ascii: character) }.count
    }
}
