// SPDX-License-Identifier: Apache-2.0

/// The header fields of a mail, of a part of one, or of a block in the same form, unfolded and in their order.
///
/// It reads whatever it is given: what is no field ends the header, bytes that are not UTF-8 become replacement
/// characters, and of a header without end only the beginning counts.
package struct MailFields: Hashable, Sendable {
    private struct Field: Hashable {
        let name: String
        var value: String
    }

    /// More fields, or longer ones, than any real mail has.
    private static let mostFields = 400
    private static let longestValue = 8_192

    private var fields: [Field] = []

    var isEmpty: Bool { fields.isEmpty }

    /// The values of a field, whatever the case of its name.
    package func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }.map(\.value)
    }

    package func first(_ name: String) -> String? { values(name).first }

    /// Reads fields up to the first empty line, or the first line that is none; `rest` is what follows.
    static func read(_ content: ArraySlice<UInt8>) -> (fields: MailFields, rest: ArraySlice<UInt8>) {
        var result = MailFields()
        var rest = content
        // What a mailbox file puts before each mail.
        if rest.starts(with: "From ".utf8) { _ = rest.popLine() }
        while let line = rest.firstLine {
            if line.text.isEmpty {
                rest = line.rest
                break
            }
            guard result.take(line.text) else { break }
            rest = line.rest
        }
        return (result, rest)
    }

    /// - Returns: false where the line is neither a field nor the continuation of one.
    private mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first?.isBlank == true {
            guard let last = fields.indices.last else { return false }
            let more = line.trimmed
            if fields[last].value.utf8.count + more.count < Self.longestValue, !more.isEmpty {
                fields[last].value += " " + String(decoding: more, as: UTF8.self)
            }
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let name = line[..<colon].trimmed
        // The standard allows more signs; no name of a field has ever had them, and much that is no mail has.
        guard !name.isEmpty, name.count <= 80, name.allSatisfy({ $0.isDigit || $0.isLetter || "-_.".utf8.contains($0) })
        else { return false }
        guard fields.count < Self.mostFields else { return true }
        fields.append(
            Field(
                name: String(decoding: name, as: UTF8.self).lowercased(),
                value: String(decoding: line[(colon + 1)...].trimmed.prefix(Self.longestValue), as: UTF8.self)
            )
        )
        return true
    }
}

extension ArraySlice<UInt8> {
    /// The first line without its end, whether CRLF or LF, and what follows it; nil at the end.
    var firstLine: (text: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        guard !isEmpty else { return nil }
        let end = firstIndex(of: 0x0A) ?? endIndex
        var text = self[..<end]
        if text.last == 0x0D { text = text.dropLast() }
        return (text, end < endIndex ? self[(end + 1)...] : self[endIndex...])
    }

    /// Takes the first line off.
    mutating func popLine() -> ArraySlice<UInt8>? {
        guard let line = firstLine else { return nil }
        self = line.rest
        return line.text
    }

    /// Without blanks at its ends.
    var trimmed: ArraySlice<UInt8> {
        var result = drop { $0.isBlank }
        while result.last?.isBlank == true { result = result.dropLast() }
        return result
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}
