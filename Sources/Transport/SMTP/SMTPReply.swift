// SPDX-License-Identifier: Apache-2.0

/// One reply of a relay: its code, the enhanced code where it has one (RFC 3463), and its words.
package struct SMTPReply: Hashable, Sendable {
    package struct Enhanced: Hashable, Sendable, CustomStringConvertible {
        /// 2, 4 or 5.
        package let kind: Int
        package let subject: Int
        package let detail: Int

        /// Reads the `5.1.1` at the beginning of a reply's text.
        package init?(_ text: some StringProtocol) {
            // Most replies of a relay without enhanced codes are seen to have none by their second byte.
            guard text.utf8.dropFirst().first == UInt8(ascii: ".") else { return nil }
            let numbers = text.prefix { $0 != " " }.split(separator: ".", omittingEmptySubsequences: false)
            guard numbers.count == 3, let kind = Int(numbers[0]), let subject = Int(numbers[1]),
                let detail = Int(numbers[2]), [2, 4, 5].contains(kind), 0...999 ~= subject, 0...999 ~= detail
            else { return nil }
            self.kind = kind
            self.subject = subject
            self.detail = detail
        }

        package var description: String { "\(kind).\(subject).\(detail)" }
    }

    /// Enough for every queue id and explanation, and a bound for a relay that never stops.
    private static let longestText = 1_000

    package let code: Int
    package private(set) var enhanced: Enhanced?
    /// The words of all its lines, the enhanced code included, in one line.
    package private(set) var text: String

    /// A reply whose words are not kept.
    init(code: Int) {
        self.code = code
        self.text = ""
    }

    package init(code: Int, text: some StringProtocol) {
        self.code = code
        self.text = ""
        append(text)
    }

    /// The code at the beginning of a line, where it is one of a reply: three digits, and a blank or a dash after them.
    static func code(of line: UnsafeRawBufferPointer) -> Int? {
        guard line.count >= 3 else { return nil }
        if line.count > 3, line[3] != UInt8(ascii: " "), line[3] != UInt8(ascii: "-") { return nil }
        var code = 0
        for byte in line.prefix(3) {
            guard 0x30...0x39 ~= byte else { return nil }
            code = code * 10 + Int(byte - 0x30)
        }
        return code >= 100 ? code : nil
    }

    /// Whether no further line of the same reply follows.
    static func isLast(_ line: UnsafeRawBufferPointer) -> Bool { line.count <= 3 || line[3] != UInt8(ascii: "-") }

    mutating func append(_ line: some StringProtocol) {
        enhanced = enhanced ?? Enhanced(line)
        guard text.utf8.count < Self.longestText else { return }
        if !text.isEmpty { text += " " }
        if line.utf8.count < Self.longestText, line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
            text += line
        } else {
            let words = line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
            text += String(words.prefix(Self.longestText))
        }
    }

    /// The whole reply as one line, such as `250 2.0.0 Ok: queued as 4XyZ`, without the address given.
    package func line(hiding address: String, limit: Int = 200) -> String {
        let line = "\(code) \(text.hiding(address))"
        return line.utf8.count <= limit ? line : String(line.prefix(limit))
    }
}

extension String {
    /// The text with every occurrence of an address, in capitals or not, made unreadable.
    fileprivate func hiding(_ address: String) -> String {
        // Nearly no reply names an address.
        guard utf8.contains(UInt8(ascii: "@")) || !address.utf8.contains(UInt8(ascii: "@")) else { return self }
        let bytes = Array(utf8)
        let sought = address.utf8.map(\.lowercased)
        guard !sought.isEmpty, bytes.count >= sought.count else { return self }
        var shown: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let end = place + sought.count
            if end <= bytes.count, bytes[place..<end].elementsEqual(sought, by: { $0.lowercased == $1 }) {
                shown.append(contentsOf: "[address]".utf8)
                place = end
            } else {
                shown.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }
}
