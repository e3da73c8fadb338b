// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Writes one message after another from one template and one set of variables.
struct MessageWriter {
    let template: Template
    let input: TemplateInput
    let request: CompositionRequest
    let phase: Phase?

    /// Titles are measured in characters afterwards; this only bounds the work.
    private static let longestLine = 16 * 1_024
    /// What tags on lines of their own may leave around a section before it is trimmed.
    private static let whiteSpace = 1_024

    func message(_ text: TemplateText) throws(Fault) -> Message {
        let line = input.values(for: request.facts, phase: phase, in: text.locale, isLine: true)
        let markdown = input.values(for: request.facts, phase: phase, in: text.locale, isLine: false)
        var sections: [Section] = []
        for (name, piece) in text.sections {
            let what = "section “\(name.rawValue)”"
            let room = MessageLimits.section + MessageWriter.whiteSpace
            let trimmed = MessageWriter.trimmed(try render(piece, markdown, limit: room, as: what))
            guard trimmed.utf8.count <= MessageLimits.section else {
                throw tooLarge(what, file: piece.file, limit: MessageLimits.section)
            }
            if !trimmed.isEmpty { sections.append(Section(name, trimmed)) }
        }
        let message = Message(
            id: request.id,
            locale: text.locale,
            title: try self.line(text.title, line, as: "title") ?? "",
            subject: try self.line(text.subject, line, as: "subject"),
            short: try self.line(text.short, line, as: "short"),
            sections: sections.sorted { $0.name < $1.name },
            facts: request.facts
        )
        do throws(Fault) {
            try message.validate()
        } catch {
            throw error.with("template", template.name.text).with(place: text.file)
        }
        return message
    }

    /// Nil where nothing comes of it: a subject in a block that is closed is no subject.
    private func line(_ piece: TemplatePiece?, _ values: TemplateValues, as what: String) throws(Fault) -> String? {
        guard let piece else { return nil }
        let text = try render(piece, values, limit: MessageWriter.longestLine, as: what)
        let line = LineContentType().escapeText(text)
        return line.isEmpty ? nil : line
    }

    private func render(
        _ piece: TemplatePiece,
        _ values: TemplateValues,
        limit: Int,
        as what: String
    ) throws(Fault) -> String {
        do throws(TemplatePiece.Refusal) {
            return try piece.render(values, limit: limit)
        } catch {
            switch error {
            case .undefined(let name, let line): throw missing(name, file: piece.file, line: line)
            case .tooLarge: throw tooLarge(what, file: piece.file, limit: limit)
            }
        }
    }

    private func tooLarge(_ what: String, file: String, limit: Int) -> Fault {
        Fault(
            .templateTooLarge,
            "Template “\(template.name)” writes more than \(limit) bytes into its \(what).",
            context: ["where": "/template", "template": template.name.text, "limit": "\(limit)"]
        )
        .with(place: file)
    }

    private func missing(_ name: String, file: String, line: Int) -> Fault {
        let variable = template.manifest.variables.first { $0.name == name.prefix { $0 != "." } }
        let pointer =
            variable.map { "/variables/\($0.name)" } ?? (name == "next_update_at" ? "/next_update_at" : "/template")
        return Fault(
            .templateVariableMissing,
            "Template “\(template.name)” needs “\(name)” here, and it is not there; \(file):\(line) uses it.",
            suggestedAction: variable.map { "Give “\($0.name)”: \($0.expectation)." },
            context: ["where": pointer, "template": template.name.text, "variable": name]
        )
        .with(place: "\(file):\(line)")
    }

    /// Without empty lines before and white space after; the indentation of the first line stays.
    private static func trimmed(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.allSatisfy(\.isWhitespace) }
        var result = Substring(lines.joined(separator: "\n"))
        while let last = result.last, last.isWhitespace { result.removeLast() }
        return String(result)
    }
}
