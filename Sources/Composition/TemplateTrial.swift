// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Renders a template as it may come to be rendered: in every phase and locale, once with the examples, once with as
/// little as possible.
///
/// It finds what reading cannot: a title that grows too long, a phase that says nothing, a value that is used
/// although it may be absent.
struct TemplateTrial {
    private(set) var findings: [Finding] = []
    private let template: Template

    init(_ template: Template) {
        self.template = template
        let phases: [Phase?] = template.manifest.phases.isEmpty ? [nil] : template.manifest.phases
        for phase in phases {
            tryAll(in: phase)
            tryLeast(in: phase)
        }
    }

    private mutating func tryAll(in phase: Phase?) {
        do throws(Fault) {
            _ = try Composer(TemplateLibrary([template]))
                .compose(
                    CompositionRequest(
                        id: try TemplateTrial.identifier(),
                        facts: TemplateTrial.facts(in: phase, complete: true),
                        content: .template(template.name, variables: examples { _ in true }),
                        defaultLocale: template.defaultLocale
                    )
                )
        } catch {
            add(
                .trialFailed,
                "With the examples\(phase.map { " in phase \($0.rawValue)" } ?? ""): \(error.message)",
                place: error.context["place"] ?? "\(template.name)/template.yaml"
            )
        }
    }

    /// Only what is required: every other value that a text reaches is one that it may have to do without.
    private mutating func tryLeast(in phase: Phase?) {
        let variables = template.manifest.variables
        guard
            let input = try? TemplateInput(
                template.name,
                variables,
                given: examples(of: \.isRequired),
                reader: template.manifest.reader,
                defaultLocale: template.defaultLocale
            )
        else { return }
        let texts = Array(template.texts.values) + template.overrides.values.flatMap(\.values)
        for text in texts.sorted(by: { $0.file < $1.file }) {
            for (isLine, piece) in text.pieces {
                let facts = TemplateTrial.facts(in: phase, complete: false)
                let values = input.values(for: facts, phase: phase, in: text.locale, isLine: isLine)
                do throws(TemplatePiece.Refusal) {
                    _ = try piece.render(values, limit: MessageLimits.section)
                } catch {
                    guard case .undefined(let name, let line) = error else { continue }
                    let needed = variables.contains { $0.name == name && $0.isRequired }
                    guard !needed else { continue }
                    add(
                        .unguardedVariable,
                        "“\(name)” can be absent: without it a message is refused here. Set it in "
                            + "“{{#\(name)}}…{{/\(name)}}”, give it a default or require it.",
                        place: "\(piece.file):\(line)"
                    )
                }
            }
        }
    }

    private func examples(of isWanted: (TemplateVariable) -> Bool) -> [String: VariableValue] {
        var values: [String: VariableValue] = [:]
        for variable in template.manifest.variables where isWanted(variable) {
            values[variable.name] = variable.example ?? (variable.defaultValue == nil ? standIn(for: variable) : nil)
        }
        return values
    }

    private func standIn(for variable: TemplateVariable) -> VariableValue {
        switch variable.type {
        case .string, .text: "example"
        case .integer, .number: 1
        case .boolean: true
        case .time: "2026-11-21T14:05:00Z"
        case .duration: "30m"
        case .url: "https://status.market.example/"
        case .choice: .string(variable.choices.first ?? "")
        case .list: ["example"]
        }
    }

    private mutating func add(_ rule: TemplateRule, _ message: String, place: String) {
        let finding = Finding(rule.rawValue, rule.level, message, place: place)
        if !findings.contains(finding) { findings.append(finding) }
    }

    private static func identifier() throws(Fault) -> Message.ID {
        guard let id = Message.ID("msg_trial") else { throw Fault(.internalError, "The trial has no identifier.") }
        return id
    }

    private static func facts(in phase: Phase?, complete: Bool) -> Facts {
        let published = Timestamp(milliseconds: 1_795_269_900_000)
        guard complete else { return Facts(phase: phase, publishedAt: published) }
        var incident: IncidentReference?
        if let id = IncidentReference.ID("inc_trial"), let update = Identifier<UpdateSubject>("upd_trial") {
            incident = IncidentReference(id: id, title: "Card payments fail at checkout", update: update, sequence: 1)
        }
        return Facts(
            incident: incident,
            severity: .sev1,
            phase: phase ?? .investigating,
            components: [ComponentName("checkout"), ComponentName("payments")].compactMap(\.self),
            category: "payment",
            startedAt: published - .seconds(1_500),
            publishedAt: published,
            resolvedAt: published,
            nextUpdateAt: published + .seconds(1_200),
            scheduledFor: published + .seconds(86_400),
            scheduledUntil: published + .seconds(93_600),
            link: "https://status.market.example/incidents/inc_example"
        )
    }
}
