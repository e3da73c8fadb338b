// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A JSON value whose keys stay in the order in which they were given, and whose nulls are written.
indirect enum JSONText {
    case text(String)
    case number(Int)
    case flag(Bool)
    case null
    case list([JSONText])
    case object(KeyValuePairs<String, JSONText>)
    /// One object with the keys of several.
    case joined([KeyValuePairs<String, JSONText>])

    static func optional(_ text: String?) -> JSONText { text.map { .text($0) } ?? .null }

    static func time(_ moment: Timestamp?) -> JSONText { optional(moment?.description) }

    /// As bytes, with a line break at the end.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        bytes.append(0x0A)
        return bytes
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .text(let text): JSONText.write(text, into: &bytes)
        case .number(let number): bytes += "\(number)".utf8
        case .flag(let flag): bytes += "\(flag)".utf8
        case .null: bytes += "null".utf8
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let entries): JSONText.joined([entries]).write(into: &bytes)
        case .joined(let objects):
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in objects.joined().enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.write(entry.key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                entry.value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Besides what must be escaped, `<`, `>` and `&` are, so that the text may stand in a page's script.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += "\\\"".utf8
            case "\\": bytes += "\\\\".utf8
            case "\n": bytes += "\\n".utf8
            case "\t": bytes += "\\t".utf8
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
