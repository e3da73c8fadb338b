// SPDX-License-Identifier: Apache-2.0

import Announcement

/// The names that a template's Markdown can use, and what each of them can be used for.
struct TemplateScope {
    enum Use: Hashable, Sendable {
        /// One line of text: a value, or a block that opens where it is there.
        case line
        /// An address: the only value that may stand where a link points.
        case address
        /// Markdown of several lines; not in a title.
        case markdown
        /// Opens blocks only.
        case flag
        case list
    }

    private(set) var uses: [String: Use]
    private let declared: Set<String>

    init(_ variables: [TemplateVariable], reader: [ReaderVariable] = []) {
        self.uses = TemplateScope.provided
        for variable in reader { uses["reader.\(variable.name)"] = .line }
        self.declared = Set(variables.map(\.name))
        for variable in variables {
            uses[variable.name] =
                switch variable.type {
                case .string, .integer, .number, .time, .duration, .choice: .line
                case .text: .markdown
                case .boolean: .flag
                case .url: .address
                case .list: .list
                }
            for choice in variable.choices { uses["\(variable.name).\(choice)"] = .flag }
        }
    }

    /// What the hub itself provides to every template.
    static let provided: [String: Use] = {
        var uses: [String: Use] = [
            "incident.title": .line, "incident.severity": .line, "incident.category": .line,
            "incident.components": .list, "incident.started_at": .line, "incident.resolved_at": .line,
            "incident.scheduled_for": .line, "incident.scheduled_until": .line, "incident.link": .address,
            "next_update_at": .line, "published_at": .line, "phase": .line,
            "is_drill": .flag,
        ]
        for phase in Phase.allCases { uses["phase.\(phase.rawValue)"] = .flag }
        for severity in Severity.allCases { uses["incident.severity.\(severity.rawValue)"] = .flag }
        return uses
    }()

    /// No variable may be called like what the hub provides, nor like a part of it: within `{{#phase}}` the library
    /// finds `resolved` below `phase` first.
    static let reserved = Set(provided.keys.flatMap { $0.split(separator: ".").map(String.init) })
        .subtracting([
            "title", "category", "components", "link", "started_at", "resolved_at", "scheduled_for", "scheduled_until",
        ])
        .union(["reader"])

    /// The variable that a name belongs to: `state` for `state.closed`; nil for what the hub provides.
    func variable(of name: String) -> String? {
        let root = String(name.prefix { $0 != "." })
        return declared.contains(root) ? root : nil
    }

    /// Checks every name in `parts`; `used` gains the declared variables that occur.
    ///
    /// `isLine` says whether the piece is a title or the like, where Markdown has no place.
    func check(
        _ parts: [TemplatePart],
        isLine: Bool,
        used: inout Set<String>,
        report: (TemplateRule, _ line: Int, _ message: String, _ suggestion: String?) -> Void
    ) {
        check(parts, item: nil, isLine: isLine, used: &used, report: report)
    }

    private func check(
        _ parts: [TemplatePart],
        item: Use?,
        isLine: Bool,
        used: inout Set<String>,
        report: (TemplateRule, _ line: Int, _ message: String, _ suggestion: String?) -> Void
    ) {
        for part in parts {
            switch part {
            case .text: break
            case .value(let name, let line, let isTarget):
                let use = use(of: name, item: item, line: line, used: &used, report: report)
                if use == .flag {
                    report(
                        .misusedVariable,
                        line,
                        "“\(name)” has no text: it opens a block, “{{#\(name)}}…{{/\(name)}}”.",
                        nil
                    )
                } else if use == .markdown, isLine {
                    report(.misusedVariable, line, "“\(name)” is Markdown, which has no place in a single line.", nil)
                } else if isTarget, let use, use != .address {
                    report(
                        .misusedVariable,
                        line,
                        "A link can only point to a variable of type url; “\(name)” is not one.",
                        nil
                    )
                }
            case .block(let name, let isInverted, let line, let parts):
                var inner = item
                if name == "." {
                    report(.unsupportedTag, line, "A block needs a name; “.” is only the value of a block.", nil)
                } else if let use = use(of: name, item: item, line: line, used: &used, report: report) {
                    inner = isInverted || use == .flag ? item : use == .list ? .line : use
                }
                check(parts, item: inner, isLine: isLine, used: &used, report: report)
            }
        }
    }

    private func use(
        of name: String,
        item: Use?,
        line: Int,
        used: inout Set<String>,
        report: (TemplateRule, _ line: Int, _ message: String, _ suggestion: String?) -> Void
    ) -> Use? {
        if name == "." {
            if item == nil {
                report(
                    .misusedVariable,
                    line,
                    "“{{.}}” stands for a block's own value; there is no such block here.",
                    nil
                )
            }
            return item
        }
        if let variable = variable(of: name) { used.insert(variable) }
        guard let use = uses[name] else {
            report(
                .unknownVariable,
                line,
                "“\(name)” is neither declared in template.yaml nor provided by the hub.",
                NearestName.of(name, in: uses.keys)
            )
            return nil
        }
        return use
    }
}
