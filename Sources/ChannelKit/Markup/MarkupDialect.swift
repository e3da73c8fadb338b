// SPDX-License-Identifier: Apache-2.0

/// How one provider wants text marked up: Slack's mrkdwn, Telegram's HTML, plain Markdown.
///
/// Every function but ``text(_:)``, ``code(_:)`` and ``codeBlock(_:language:)`` is given what is written in the dialect
/// already. What a provider has no mark for is given back as it is.
package protocol MarkupDialect: Sendable {
    /// Words as they shall be read: whatever the dialect would act upon is escaped, mass mentions included.
    func text(_ words: String) -> String
    func code(_ code: String) -> String
    /// Text to be shown as it is, on lines of its own.
    func codeBlock(_ code: String, language: String?) -> String
    func strong(_ inner: String) -> String
    func emphasis(_ inner: String) -> String
    func strikethrough(_ inner: String) -> String
    /// A link: `address` is safe to lead readers to, but not yet escaped.
    func link(_ address: String, _ label: String) -> String
    /// A heading within the text, on a line of its own.
    func heading(_ inner: String) -> String
    /// What an entry of a list starts with; `number` is nil for a bullet.
    func marker(_ number: Int?) -> String
    /// What each line of a quotation starts with.
    var quoteMark: String { get }
    /// How a line is ended.
    var lineBreak: String { get }
}

extension MarkupDialect {
    package func heading(_ inner: String) -> String { strong(inner) }
    package func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "• " }
    package var quoteMark: String { "> " }
    package var lineBreak: String { "\n" }
}

extension [MarkdownBlock] {
    /// The blocks in a provider's dialect.
    package func written(in dialect: some MarkupDialect) -> String {
        var writer = MarkupWriter(dialect: dialect)
        writer.write(self)
        return writer.text
    }
}
