// SPDX-License-Identifier: Apache-2.0

import Announcement
import Mustache

/// One title or one section of a template, ready to be rendered.
struct TemplatePiece: Sendable {
    let parts: [TemplatePart]
    /// Relative to the templates' folder.
    let file: String
    private let mustache: MustacheTemplate

    /// - Throws: where the Mustache library reads the text otherwise than ``TagScanner`` does.
    init(_ text: String, parts: [TemplatePart], file: String) throws {
        self.parts = parts
        self.file = file
        // Values come escaped: the library must not escape them again, for HTML.
        self.mustache = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
    }

    /// Why a rendering is refused.
    enum Refusal: Error {
        case undefined(name: String, line: Int)
        case tooLarge
    }

    /// Renders strictly: what is reached and not there is refused, and so is more than `limit` bytes.
    ///
    /// The output is measured before any of it is made, so that no template can take more time or memory than that.
    func render(_ values: TemplateValues, limit: Int) throws(Refusal) -> String {
        var meter = Meter(values: values, bytesLeft: limit)
        try meter.measure(parts, item: nil)
        return mustache.render(values.tree)
    }

    /// The first line that uses a variable, whatever the values.
    func line(using variable: String) -> Int? { TemplatePiece.line(using: variable, in: parts) }

    private static func line(using variable: String, in parts: [TemplatePart]) -> Int? {
        for part in parts {
            switch part {
            case .text: continue
            case .value(let name, let line, _):
                if name.prefix(while: { $0 != "." }) == variable { return line }
            case .block(let name, _, let line, let inner):
                if name.prefix(while: { $0 != "." }) == variable { return line }
                if let line = TemplatePiece.line(using: variable, in: inner) { return line }
            }
        }
        return nil
    }

    /// Walks the parts as rendering will, counting bytes and steps.
    private struct Meter {
        let values: TemplateValues
        var bytesLeft: Int
        /// Parts visited, so that loops that write nothing end too.
        var stepsLeft = 20_000

        mutating func measure(_ parts: [TemplatePart], item: TemplateValues.Value?) throws(Refusal) {
            for part in parts {
                try step()
                switch part {
                case .text(let count): try spend(count)
                case .value(let name, let line, _):
                    switch name == "." ? item : values[name] {
                    case .text(let text): try spend(text.utf8.count)
                    case .list(let entries, let joined) where !entries.isEmpty: try spend(joined.utf8.count)
                    case .list, .flag, nil: throw .undefined(name: name, line: line)
                    }
                case .block(let name, let isInverted, _, let parts):
                    try measure(block: values[name], isInverted: isInverted, parts: parts, item: item)
                }
            }
        }

        private mutating func measure(
            block value: TemplateValues.Value?,
            isInverted: Bool,
            parts: [TemplatePart],
            item: TemplateValues.Value?
        ) throws(Refusal) {
            switch value {
            case nil, .flag(false), .list([], _):
                if isInverted { try measure(parts, item: item) }
            case .flag(true):
                if !isInverted { try measure(parts, item: item) }
            case .text:
                if !isInverted { try measure(parts, item: value) }
            case .list(let entries, _):
                guard !isInverted else { return }
                for entry in entries {
                    try step()
                    try measure(parts, item: .text(entry))
                }
            }
        }

        private mutating func step() throws(Refusal) {
            stepsLeft -= 1
            guard stepsLeft >= 0 else { throw .tooLarge }
        }

        private mutating func spend(_ bytes: Int) throws(Refusal) {
            bytesLeft -= bytes
            guard bytesLeft >= 0 else { throw .tooLarge }
        }
    }
}
