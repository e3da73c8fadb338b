// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Mustache

/// The variables of one message, checked against the template's declarations.
struct TemplateInput {
    private let template: TemplateName
    private let variables: [TemplateVariable]
    private let given: [String: VariableValue]
    private let defaultLocale: LocaleTag
    private let reader: [ReaderVariable]

    /// - Throws: ``FaultCode/templateVariableUnknown`` for a name that is not declared, then
    ///   ``FaultCode/templateVariableInvalid`` for a value of another type. Whether all that is needed is there shows
    ///   in rendering, or by ``firstMissing``.
    init(
        _ template: TemplateName,
        _ variables: [TemplateVariable],
        given: [String: VariableValue],
        reader: [ReaderVariable] = [],
        defaultLocale: LocaleTag
    ) throws(Fault) {
        self.template = template
        self.variables = variables
        self.given = given.filter { $0.value != .null }
        self.defaultLocale = defaultLocale
        self.reader = reader
        let names = variables.map(\.name)
        for name in given.keys.sorted() where !names.contains(name) {
            let nearest = NearestName.of(name, in: names)
            throw Fault(
                .templateVariableUnknown,
                "Template “\(template)” has no variable “\(name.prefix(80))”.",
                suggestedAction: nearest.map { "Did you mean “\($0)”?" }
                    ?? (names.isEmpty ? "It takes none." : "It takes: \(names.joined(separator: ", "))."),
                context: ["where": "/variables/\(name)", "template": template.text, "variable": name]
            )
        }
        for variable in variables {
            guard let value = self.given[variable.name] else { continue }
            try TemplateInput.check(value, as: variable, of: template)
        }
    }

    /// Required variables that were not given and have no default, in the order of their declaration.
    var missing: [TemplateVariable] {
        variables.filter { variable in
            variable.isRequired && variable.defaultValue == nil && isEmpty(given[variable.name])
        }
    }

    /// Everything that a rendering in `locale` can use; for a title, where `isLine`, nothing is Markdown.
    func values(for facts: Facts, phase: Phase?, in locale: LocaleTag, isLine: Bool) -> TemplateValues {
        let escape: any MustacheContentType = isLine ? LineContentType() : MarkdownContentType()
        let wording = Wording(locale)
        var values = TemplateValues()
        values.add(facts, phase: phase, in: locale, escape: escape)
        for variable in reader {
            // The place itself: it is filled for each reader when the turn of his delivery comes.
            values.set(
                "reader.\(variable.name)",
                ReaderPlaces.Place(variable.name, fallback: fallback(variable, locale)).text
            )
        }
        for variable in variables {
            let choice = isEmpty(given[variable.name]) ? variable.defaultValue : given[variable.name]
            guard
                let value = choice.flatMap({ resolved($0, in: locale) }),
                let binding = VariableBinding(value, as: variable)
            else { continue }
            switch binding {
            case .line(let text):
                values.set(variable.name, escape.escapeText(text))
                for choice in variable.choices { values.set("\(variable.name).\(choice)", flag: choice == text) }
            case .markdown(let text): values.set(variable.name, isLine || text.allSatisfy(\.isWhitespace) ? nil : text)
            case .integer(let number): values.set(variable.name, escape.escapeText(wording.text(number)))
            case .number(let number): values.set(variable.name, escape.escapeText(wording.text(number)))
            case .flag(let flag): values.set(variable.name, flag: flag)
            case .time(let moment):
                values.set(variable.name, escape.escapeText(Message.readable(moment, locale: locale)))
            case .duration(let span): values.set(variable.name, escape.escapeText(wording.text(span)))
            case .address(let address): values.set(variable.name, address)
            case .list(let entries):
                let entries = entries.map(escape.escapeText).filter { !$0.isEmpty }
                values.set(variable.name, list: entries, joined: wording.joined(entries))
            }
        }
        return values
    }

    private func fallback(_ variable: ReaderVariable, _ locale: LocaleTag) -> String? {
        guard case .string(let text)? = variable.defaultValue.flatMap({ resolved($0, in: locale) }) else { return nil }
        return LineContentType().escapeText(text).replacing("{", with: "(").replacing("}", with: ")")
    }

    /// One value of a localized one: the locale's, a shorter form's, the default locale's, then any.
    private func resolved(_ value: VariableValue, in locale: LocaleTag) -> VariableValue? {
        guard case .localized(let values) = value else { return value }
        for tag in locale.lookupChain + defaultLocale.lookupChain + [.english] {
            if let value = values[tag] { return value }
        }
        return values.sorted { $0.key < $1.key }.first?.value
    }

    private func isEmpty(_ value: VariableValue?) -> Bool {
        switch value {
        case nil, .null: true
        case .string(let text): text.allSatisfy(\.isWhitespace)
        default: false
        }
    }

    private static func check(
        _ value: VariableValue,
        as variable: TemplateVariable,
        of template: TemplateName
    ) throws(Fault) {
        if case .localized(let values) = value, !values.isEmpty {
            for (_, value) in values { try check(value, as: variable, of: template) }
            return
        }
        guard VariableBinding(value, as: variable) == nil else { return }
        var fault = Fault(
            .templateVariableInvalid,
            "Variable “\(variable.name)” of template “\(template)” must be \(variable.expectation), not \(value.kind).",
            context: [
                "where": "/variables/\(variable.name)", "template": template.text, "variable": variable.name,
                "expected": variable.expectation,
            ]
        )
        if variable.type == .choice, case .string(let text) = value {
            fault.suggestedAction = NearestName.of(text, in: variable.choices).map { "Did you mean “\($0)”?" }
        }
        throw fault
    }
}
