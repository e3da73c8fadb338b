// SPDX-License-Identifier: Apache-2.0

/// A Markdown text read once and written in many forms: CommonMark with tables, strikethrough and bare addresses.
///
/// Raw HTML is text like any other. Reading never fails and its effort is bounded, whatever the source: nesting past
/// 24 levels is flattened, control characters are left out, and what would take seconds to read, or is longer than
/// 256 KiB, is shown as it is.
public struct Markdown: Sendable {
    /// What was read, for writers of other dialects.
    package let blocks: [MarkdownBlock]

    public init(_ source: String) { self.blocks = MarkdownReader.read(source) }

    /// Readable plain text: paragraphs apart by an empty line, lists with `- ` and `1. `, quotes with `> `, tables with
    /// their cells between ` | `, links as `text (address)` or the address alone where both are the same.
    ///
    /// Ends without a line break.
    public func plainText() -> String {
        var writer = MarkdownTextWriter()
        writer.write(blocks)
        return writer.text
    }

    /// HTML that is safe to set into a page or a mail: text is escaped, links are kept for `http`, `https`, `mailto`
    /// and `tel` only, and images become their descriptions.
    public func html() -> String {
        var writer = MarkdownHTMLWriter()
        writer.write(blocks)
        return writer.html
    }

    /// The plain text in one line, for titles, banners and subjects: without markers, list entries apart by `;`.
    public func singleLine() -> String {
        var writer = MarkdownLineWriter()
        writer.write(blocks)
        return writer.line
    }
}
