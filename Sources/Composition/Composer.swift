// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Puts a message into words.
///
/// Pure: equal requests and templates give equal messages.
package struct Composer: Sendable {
    /// Bytes of all sections of one message together.
    package static let longestMessage = 256 * 1_024

    private let library: TemplateLibrary

    package init(_ library: TemplateLibrary) { self.library = library }

    /// Renders a request in every locale that is wanted.
    ///
    /// - Throws: ``FaultCode/templateUnknown``, ``FaultCode/templateInvalid``,
    ///   ``FaultCode/templateVariableMissing``, ``FaultCode/templateVariableUnknown``,
    ///   ``FaultCode/templateVariableInvalid`` or ``FaultCode/templateTooLarge``, with `where` naming the field and
    ///   `place` the line of the template; and what ``Message/validate()`` throws.
    package func compose(_ request: CompositionRequest) throws(Fault) -> ComposedMessage {
        switch request.content {
        case .plain(let title, let sections):
            let message = Message(
                id: request.id,
                locale: request.defaultLocale,
                title: title,
                sections: sections.sorted { $0.name < $1.name },
                facts: request.facts
            )
            try message.validate()
            try checkTotal(message, template: nil)
            let set = MessageSet(message)
            return ComposedMessage(set, findings: unserved(request.locales ?? [], by: set))
        case .template(let name, let variables):
            let template = try library.template(name)
            return try compose(request, with: template, variables: variables)
        }
    }

    private func compose(
        _ request: CompositionRequest,
        with template: Template,
        variables: [String: VariableValue]
    ) throws(Fault) -> ComposedMessage {
        let phase = try phase(of: request, for: template)
        let input = try TemplateInput(
            template.name,
            template.manifest.variables,
            given: variables,
            reader: template.manifest.reader,
            defaultLocale: request.defaultLocale
        )
        try refuseMissing(input.missing, in: template)
        let standard = template.locale(serving: request.defaultLocale) ?? template.defaultLocale
        let wanted = request.locales.map { $0.compactMap(template.locale(serving:)) } ?? template.locales
        let others = template.locales.filter { $0 != standard && wanted.contains($0) }
        let writer = MessageWriter(template: template, input: input, request: request, phase: phase)
        var messages: [Message] = []
        var overrides: [String: [Message]] = [:]
        for locale in [standard] + others {
            if let text = template.texts[locale] { messages.append(try writer.message(text)) }
            for (plugin, texts) in template.overrides.sorted(by: { $0.key < $1.key }) {
                if let text = texts[locale] { overrides[plugin, default: []].append(try writer.message(text)) }
            }
        }
        guard let first = messages.first else {
            throw Fault(.internalError, "Template “\(template.name)” gave no message.")
        }
        for message in messages + overrides.values.flatMap(\.self) { try checkTotal(message, template: template.name) }
        let set = MessageSet(first, translations: Array(messages.dropFirst()), overrides: overrides)
        let locales = [request.defaultLocale] + (request.locales ?? [])
        return ComposedMessage(set, findings: advice(template, request.facts) + unserved(locales, by: set))
    }

    /// Where the facts name no phase, the first that the template is for stands in.
    private func phase(of request: CompositionRequest, for template: Template) throws(Fault) -> Phase? {
        let phases = template.manifest.phases
        guard let phase = request.facts.phase else { return phases.first }
        guard !phases.isEmpty, !phases.contains(phase) else { return phase }
        throw Fault(
            .schemaInvalid,
            "Template “\(template.name)” is not for phase \(phase.rawValue).",
            suggestedAction: "It is for \(phases.map(\.rawValue).joined(separator: ", ")).",
            context: ["where": "/template", "template": template.name.text, "phase": phase.rawValue]
        )
    }

    private func refuseMissing(_ missing: [TemplateVariable], in template: Template) throws(Fault) {
        guard let first = missing.first else { return }
        let (file, line) = template.place(of: first)
        let summary = first.summary.isEmpty ? "" : " (\(first.summary))"
        throw Fault(
            .templateVariableMissing,
            "Template “\(template.name)” needs variable “\(first.name)”\(summary); \(file):\(line) uses it.",
            suggestedAction: "Give \(missing.map { "“\($0.name)”: \($0.expectation)" }.joined(separator: "; ")).",
            context: [
                "where": "/variables/\(first.name)", "template": template.name.text, "variable": first.name,
                "missing": missing.map(\.name).joined(separator: ", "),
            ]
        )
        .with(place: "\(file):\(line)")
    }

    private func checkTotal(_ message: Message, template: TemplateName?) throws(Fault) {
        let total = message.sections.reduce(0) { $0 + $1.markdown.utf8.count }
        guard total > Composer.longestMessage else { return }
        throw Fault(
            template == nil ? .limitExceeded : .templateTooLarge,
            "The message's sections hold \(total) bytes; at most \(Composer.longestMessage) are possible.",
            context: [
                "where": template == nil ? "/sections" : "/template", "limit": "\(Composer.longestMessage)",
                "template": template?.text ?? "",
            ]
            .filter { !$0.value.isEmpty }
        )
    }

    private func unserved(_ locales: [LocaleTag], by set: MessageSet) -> [Finding] {
        var seen: Set<LocaleTag> = []
        return locales.filter { !set.serves($0) && seen.insert($0).inserted }
            .map { locale in
                Finding(
                    FaultCode.localeUnsupported.errorType,
                    .info,
                    "There is no wording in \(locale); its readers get \(set.standard.locale).",
                    locale: locale
                )
            }
    }

    private func advice(_ template: Template, _ facts: Facts) -> [Finding] {
        var findings: [Finding] = []
        if let day = template.reviewBy, day <= facts.publishedAt {
            findings.append(
                TemplateRule.stale.finding(
                    "Template “\(template.name)” was to be read again by \(template.manifest.reviewBy); its owner is "
                        + "\(template.manifest.owner).",
                    file: "\(template.name)/template.yaml"
                )
            )
        }
        if let severity = facts.severity, !template.manifest.severities.isEmpty,
            !template.manifest.severities.contains(severity)
        {
            findings.append(
                Finding(
                    "template_severity",
                    .info,
                    "Template “\(template.name)” is worded for "
                        + "\(template.manifest.severities.map(\.rawValue).joined(separator: ", ")), not for \(severity.rawValue).",
                    place: "\(template.name)/template.yaml"
                )
            )
        }
        return findings
    }
}
