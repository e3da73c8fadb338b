// SPDX-License-Identifier: Apache-2.0

import CMarkdown
import Synchronization

/// Reads Markdown with cmark-gfm into our own tree.
enum MarkdownReader {
    /// How deep blocks and inlines may nest, each for itself; what is deeper becomes text.
    static let maxDepth = 24
    /// Past this many bytes a source is shown as paragraphs of text, unread.
    static let maxSource = 256 * 1_024

    /// The extensions, registered once, and the right to parse.
    ///
    /// cmark-gfm switches its extensions' special characters on and off in global tables while it parses, so only one
    /// text can be parsed at a time.
    private static let parsing = Mutex(registration())

    static func read(_ source: String) -> [MarkdownBlock] {
        var source = MarkdownSource.cleaned(source)
        let effort = source.withUTF8 { MarkdownEffort($0) }
        guard source.utf8.count <= maxSource, !effort.isTooMuch else { return MarkdownSource.paragraphs(source) }
        if effort.isTooDeep { source = MarkdownSource.shallow(source) }
        let blocks = source.withUTF8 { bytes -> [MarkdownBlock]? in
            guard let document = parse(bytes, effort.extensions) else { return nil }
            return document.blocks(addressBytes: 4 * maxSource)
        }
        return blocks ?? MarkdownSource.paragraphs(source)
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ wanted: [String]) -> MarkdownDocument? {
        parsing.withLock { registered in
            guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
            defer { cmark_parser_free(parser) }
            for name in wanted where registered.contains(name) {
                cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
            }
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
            return cmark_parser_finish(parser).map { MarkdownDocument(root: $0) }
        }
    }

    private static func registration() -> Set<String> {
        cmark_gfm_core_extensions_ensure_registered()
        return Set(["table", "strikethrough", "autolink"].filter { cmark_find_syntax_extension($0) != nil })
    }
}
