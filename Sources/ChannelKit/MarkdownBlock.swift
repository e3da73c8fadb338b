// SPDX-License-Identifier: Apache-2.0

/// One block of a Markdown text.
///
/// Nesting is bounded by ``MarkdownReader/maxDepth``, so writers may recurse.
package indirect enum MarkdownBlock: Hashable, Sendable {
    case paragraph([MarkdownInline])
    case heading(level: Int, [MarkdownInline])
    /// - Parameters:
    ///   - start: the first entry's number; nil for a list of bullets.
    ///   - isTight: whether its entries stand without empty lines between them.
    case list(start: Int?, isTight: Bool, items: [[MarkdownBlock]])
    case quote([MarkdownBlock])
    /// Text to be shown as it is, without a line break at its end.
    case code(String, language: String?)
    case table(MarkdownTable)
    case rule
}

/// A table: every row has as many cells as there are columns.
package struct MarkdownTable: Hashable, Sendable {
    package enum Alignment: Hashable, Sendable { case none, left, center, right }

    package var alignments: [Alignment]
    package var header: [[MarkdownInline]]
    package var rows: [[[MarkdownInline]]]
}
