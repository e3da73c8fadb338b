// SPDX-License-Identifier: Apache-2.0

/// One piece of running text in a Markdown block.
package indirect enum MarkdownInline: Hashable, Sendable {
    case text(String)
    case code(String)
    /// A line break in the source that readers need not see.
    case softBreak
    case lineBreak
    case emphasis([MarkdownInline])
    case strong([MarkdownInline])
    case strikethrough([MarkdownInline])
    /// The address is whatever the source says: ask ``MarkdownAddress/isSafe(_:)`` before making it a link.
    case link(address: String, [MarkdownInline])
    case image(address: String, description: [MarkdownInline])
}

extension [MarkdownInline] {
    /// The words alone, without any marks, on one line.
    package var words: String {
        var words = ""
        append(to: &words)
        return words
    }

    private func append(to words: inout String) {
        for inline in self {
            switch inline {
            case .text(let text), .code(let text): words += text
            case .softBreak, .lineBreak: words += " "
            case .emphasis(let children), .strong(let children), .strikethrough(let children),
                .link(_, let children), .image(_, let children):
                children.append(to: &words)
            }
        }
    }
}

/// What may be done with an address found in a text.
package enum MarkdownAddress {
    /// Whether readers may be led there: `http`, `https`, `mailto` or `tel`, without spaces or control characters.
    package static func isSafe(_ address: String) -> Bool {
        guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = address[..<colon].lowercased()
        let rest = address.utf8[address.utf8.index(after: colon)...]
        guard ["http", "https", "mailto", "tel"].contains(scheme), !rest.isEmpty else { return false }
        return address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// Whether `text` shows the address already, as it does for bare addresses.
    package static func shows(_ text: String, _ address: String) -> Bool {
        text == address || ["mailto:", "tel:", "http://", "https://"].contains { address == $0 + text }
    }
}
