// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Incidents

/// Reads `playbooks:`.
struct PlaybookSection {
    let audiences: [AudienceName]
    let problems: Problems

    func read(_ items: [(document: Document, pointer: String)]) -> [Playbook] {
        var names: Set<PlaybookName> = []
        return items.compactMap { document, pointer in
            let fields = Fields(document, at: pointer, problems: problems)
            let name = fields.parsed("name", "a playbook's name", required: true) { PlaybookName($0) }
            if let name, !names.insert(name).inserted {
                fields.problem("name", "There is another playbook “\(name)”.")
            }
            let condition = condition(fields.nested("when"))
            let known = audiences.map(\.text)
            let audiences = fields.parsedList("audiences", "an audience", choices: known) {
                known.contains($0) ? AudienceName($0) : nil
            }
            let template = fields.parsed("template", "a template's name") { TemplateName($0) }
            let cadence = cadence(fields)
            let acknowledges = fields.boolean("acknowledge") ?? false
            checkApproval(fields)
            if acknowledges, template == nil {
                fields.problem("acknowledge", "To acknowledge by itself the playbook needs a template.")
            }
            fields.finish()
            return name.map {
                Playbook(
                    name: $0,
                    condition: condition,
                    audiences: audiences ?? [],
                    template: template,
                    cadence: cadence,
                    acknowledges: acknowledges
                )
            }
        }
    }

    private func condition(_ fields: Fields?) -> Playbook.Condition {
        guard let fields else { return Playbook.Condition() }
        let severities = fields.parsedList("severity", "a severity", choices: Severity.allCases.map(\.rawValue)) {
            Severity(rawValue: $0)
        }
        let components = fields.parsedList("components", "a component's name") { ComponentName($0) }
        let categories = fields.parsedList("categories", "a category") { $0.isEmpty ? nil : $0 }
        fields.finish()
        return Playbook.Condition(
            severities: severities ?? [],
            components: components ?? [],
            categories: categories ?? []
        )
    }

    private func cadence(_ fields: Fields) -> [Phase: Duration] {
        var cadence: [Phase: Duration] = [:]
        for (key, value, pointer) in fields.entries("cadence") ?? [] {
            guard let phase = Phase(rawValue: key) else {
                problems.add(
                    .unknownKey,
                    "“\(key)” is not a phase.",
                    at: pointer,
                    line: value.line,
                    suggestion: "Use one of: \(Phase.allCases.map(\.rawValue).joined(separator: ", "))."
                )
                continue
            }
            guard case .string(let text) = value.content, let interval = SettingDuration(text)?.value, interval > .zero
            else {
                problems.add(.invalid, "A duration such as 20m is expected.", at: pointer, line: value.line)
                continue
            }
            cadence[phase] = interval
        }
        return cadence
    }

    /// Approval by a second person is not built yet: a configuration that asks for it must not be taken as if it were.
    private func checkApproval(_ fields: Fields) {
        for (key, value, pointer) in fields.entries("approval") ?? [] where value.content != .string("none") {
            problems.add(
                .invalid,
                "Approval for “\(key)” cannot be asked for yet.",
                at: pointer,
                line: value.line,
                suggestion: "Only “none” is available."
            )
        }
    }
}
