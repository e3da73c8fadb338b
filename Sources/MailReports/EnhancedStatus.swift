// SPDX-License-Identifier: Apache-2.0

/// A mail system's status code in three numbers, such as 5.1.1 (RFC 3463).
package struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    /// 2 success, 4 persistent but passing, 5 permanent.
    package let kind: Int
    package let subject: Int
    package let detail: Int

    package init(_ kind: Int, _ subject: Int, _ detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    package var description: String { "\(kind).\(subject).\(detail)" }

    /// Finds the first code in a text, such as a reply of a server; an address of four numbers is none.
    init?(in text: String) {
        for word in text.utf8.split(whereSeparator: { !$0.isDigit && $0 != UInt8(ascii: ".") }).prefix(200) {
            var word = word
            while word.last == UInt8(ascii: ".") { word = word.dropLast() }
            let numbers = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .compactMap { (1...3).contains($0.count) ? Int(String(decoding: $0, as: UTF8.self)) : nil }
            let parts = word.count { $0 == UInt8(ascii: ".") }
            guard numbers.count == 3, parts == 2, [2, 4, 5].contains(numbers[0]) else { continue }
            self.init(numbers[0], numbers[1], numbers[2])
            return
        }
        return nil
    }

    /// Finds the first reply code of a server that refuses, such as 550, in a text.
    static func replyCode(in text: String) -> Int? {
        let words = text.utf8.split { !$0.isDigit && !$0.isLetter && $0 != UInt8(ascii: ".") }
        return words.prefix(200).compactMap { $0.count == 3 ? Int(String(decoding: $0, as: UTF8.self)) : nil }
            .first { (400...599).contains($0) }
    }

    /// Whether it says little more than its class.
    var isGeneral: Bool { detail == 0 }

    /// Whether the mailbox was full, for now (4.2.2) or as the server sees it for good (5.2.2).
    var isFullMailbox: Bool { kind != 2 && subject == 2 && detail == 2 }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
