// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One `<locale>.md`, or one `<locale>.<plugin>.md`, ready to be rendered.
struct TemplateText: Sendable {
    let locale: LocaleTag
    let file: String
    private(set) var title: TemplatePiece?
    private(set) var subject: TemplatePiece?
    private(set) var short: TemplatePiece?
    private(set) var sections: [(name: SectionName, piece: TemplatePiece)] = []
    /// The declared variables that occur.
    private(set) var used: Set<String> = []
    private(set) var findings: [Finding] = []

    init(_ content: String, locale: LocaleTag, file: String, isOverride: Bool, scope: TemplateScope) {
        self.locale = locale
        self.file = file
        let source = LocaleFile(content, file: file, isOverride: isOverride)
        findings = source.findings
        title = line(source.title, of: source, scope: scope)
        subject = line(source.subject, of: source, scope: scope)
        short = line(source.short, of: source, scope: scope)
        for (name, part) in source.sections {
            let piece = piece(part.text, isLine: false, scope: scope) { _, breaks in part.line + breaks }
            if let piece { sections.append((name, piece)) }
        }
        // Whole sections come first in the file, and so do their findings.
        findings.sort { TemplateText.line(of: $0) < TemplateText.line(of: $1) }
    }

    /// Every piece in the order of the file.
    var pieces: [(isLine: Bool, piece: TemplatePiece)] {
        [title, subject, short].compactMap(\.self).map { (true, $0) } + sections.map { (false, $0.piece) }
    }

    /// The same text with what it leaves out taken from `base`.
    func over(_ base: TemplateText) -> TemplateText {
        var merged = self
        merged.title = title ?? base.title
        merged.subject = subject ?? base.subject
        merged.short = short ?? base.short
        merged.sections = sections.isEmpty ? base.sections : sections
        return merged
    }

    private mutating func line(_ part: LocaleFile.Part?, of source: LocaleFile, scope: TemplateScope) -> TemplatePiece?
    {
        guard let part else { return nil }
        return piece(part.text, isLine: true, scope: scope) { tag, _ in source.line(ofTag: tag, from: part.line) }
    }

    private mutating func piece(
        _ text: String,
        isLine: Bool,
        scope: TemplateScope,
        lineOf: @escaping (String, Int) -> Int
    ) -> TemplatePiece? {
        var scanner = TagScanner(text, lineOf: lineOf)
        let parts = scanner.scan()
        var found = scanner.problems.map { $0.rule.finding($0.message, file: file, line: $0.line) }
        scope.check(parts, isLine: isLine, used: &used) { rule, line, message, suggestion in
            found.append(rule.finding(message, file: file, line: line, suggestion: suggestion))
        }
        findings += found
        guard scanner.problems.isEmpty else { return nil }
        do {
            return try TemplatePiece(text, parts: parts, file: file)
        } catch {
            findings.append(TemplateRule.syntax.finding("This is not Mustache.", file: file, line: lineOf("", 0)))
            return nil
        }
    }

    private static func line(of finding: Finding) -> Int {
        finding.place.flatMap { $0.split(separator: ":").last }.flatMap { Int($0) } ?? 0
    }
}
