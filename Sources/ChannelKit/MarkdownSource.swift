// SPDX-License-Identifier: Apache-2.0

/// Prepares a source for reading.
enum MarkdownSource {
    /// The source without control characters other than tabs and line ends: none of them is text.
    static func cleaned(_ source: String) -> String {
        guard source.utf8.contains(where: { $0 < 0x20 && !(0x09...0x0D).contains($0) || $0 == 0x7F || $0 == 0xC2 })
        else { return source }
        var cleaned = String.UnicodeScalarView()
        cleaned.append(
            contentsOf: source.unicodeScalars.filter { scalar in
                switch scalar.value {
                case 0x09, 0x0A, 0x0D: true
                case 0..<0x20, 0x7F..<0xA0: false
                default: true
                }
            }
        )
        return String(cleaned)
    }

    /// The source as paragraphs of text, its marks left as they are.
    static func paragraphs(_ source: String) -> [MarkdownBlock] {
        var paragraphs: [[MarkdownInline]] = [[]]
        for line in source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.allSatisfy(\.isWhitespace) {
                paragraphs.append([])
            } else {
                if paragraphs[paragraphs.count - 1].isEmpty == false {
                    paragraphs[paragraphs.count - 1].append(.softBreak)
                }
                paragraphs[paragraphs.count - 1].append(.text(String(line)))
            }
        }
        return paragraphs.filter { !$0.isEmpty }.map { .paragraph($0) }
    }
}

extension MarkdownSource {
    /// The source with marks of quotes and lists that stand deeper than ``MarkdownEffort/maxDepth`` turned into text.
    static func shallow(_ source: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count + 64)
        var line = MarkdownEffort.Line()
        for byte in source.utf8 {
            if byte == 0x0A || byte == 0x0D {
                line = MarkdownEffort.Line()
            } else {
                let wasTooDeep = line.isTooDeep
                let mark = line.take(byte)
                if line.isTooDeep, !wasTooDeep {
                    bytes.insert(UInt8(ascii: "\\"), at: mark == .this ? bytes.count : bytes.count - 1)
                }
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
