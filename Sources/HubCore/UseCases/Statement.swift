// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Composition

/// What someone wants said: a template with its variables, or the text itself.
package struct Statement: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case template(TemplateName, variables: [String: VariableValue])
        case sections([Section])
    }

    package var source: Source
    /// A title of its own; else the template's, or the incident's.
    package var title: String?
    package var locale: LocaleTag?

    /// Puts it into words.
    ///
    /// Here `title` is what it is called where it brings no title of its own.
    func compose(
        id: Message.ID,
        facts: Facts,
        title fallback: String,
        defaultLocale: LocaleTag,
        with composer: Composer
    ) throws(Fault) -> ComposedMessage {
        let content: CompositionRequest.Content =
            switch source {
            case .template(let name, let variables): .template(name, variables: variables)
            case .sections(let sections): .plain(title: title ?? fallback, sections: sections)
            }
        return try composer.compose(
            CompositionRequest(id: id, facts: facts, content: content, defaultLocale: locale ?? defaultLocale)
        )
    }

    /// The template's name, where it is one.
    var template: TemplateName? {
        guard case .template(let name, _) = source else { return nil }
        return name
    }

    /// Reads `template` and `variables`, or `sections`, or `body` (shorthand for `what_happened`); nil where none is given.
    ///
    /// More than one of them is a mistake, reported like any other.
    static func read(_ fields: Fields, title: String?) -> Statement? {
        let template = fields.parsed("template", "a template's name") { TemplateName($0) }
        let hasVariables = fields.value("variables") != nil
        var variables: [String: VariableValue] = [:]
        for (key, value, _) in fields.entries("variables") ?? [] {
            variables[key] = VariableValue(value)
            if variables[key] == nil {
                fields.problem("variables", "Variable “\(key)” is an object whose keys are not language tags.")
            }
        }
        let sections = sections(fields)
        let body = fields.string("body")
        let locale = fields.parsed("locale", "a language tag such as en or de-AT") { LocaleTag($0) }
        if [template != nil, sections != nil, body != nil].filter({ $0 }).count > 1 {
            fields.problem(
                template != nil ? "template" : "sections",
                "Only one of “template”, “sections” and “body” can be given."
            )
        }
        if hasVariables, template == nil {
            fields.problem("variables", "Variables belong to a template.", suggestion: "Name it with “template”.")
        }
        if template != nil, title != nil {
            fields.problem("title", "A template brings its own title.", suggestion: "Leave “title” or “template” out.")
        }
        if let template {
            return Statement(source: .template(template, variables: variables), title: title, locale: locale)
        }
        guard let sections = sections ?? body.map({ [Section(.whatHappened, $0)] }) else { return nil }
        return Statement(source: .sections(sections), title: title, locale: locale)
    }

    private static func sections(_ fields: Fields) -> [Section]? {
        guard let given = fields.nested("sections") else { return nil }
        let sections = SectionName.allCases.compactMap { name in given.string(name.rawValue).map { Section(name, $0) } }
        given.finish()
        return sections
    }
}

extension VariableValue {
    /// The value of a JSON document; nil for an object whose keys are no language tags.
    init?(_ document: Document) {
        switch document.content {
        case .null: self = .null
        case .boolean(let boolean): self = .boolean(boolean)
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        case .string(let string): self = .string(string)
        case .list(let items): self = .list(items.compactMap { VariableValue($0) })
        case .object(let entries):
            var values: [LocaleTag: VariableValue] = [:]
            for entry in entries {
                guard let locale = LocaleTag(entry.key), let value = VariableValue(entry.value) else { return nil }
                values[locale] = value
            }
            self = .localized(values)
        }
    }
}
