// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Yams

/// Reads `template.yaml`.
struct ManifestReader {
    let manifest: TemplateManifest
    private(set) var findings: [Finding] = []

    init(_ yaml: String, file: String) {
        var fields = YAMLFields(yaml: yaml, file: file)
        guard fields.findings.isEmpty else {
            self.manifest = TemplateManifest(title: "", owner: "", reviewBy: "")
            self.findings = fields.findings
            return
        }
        fields.expect(
            only: [
                "title", "owner", "review-by", "phases", "audiences", "severities", "categories", "variables", "reader",
            ]
        )
        self.manifest = TemplateManifest(
            title: fields.string("title", required: true)?.text ?? "",
            owner: fields.string("owner", required: true)?.text ?? "",
            reviewBy: ManifestReader.day(&fields) ?? "",
            phases: fields.list("phases", of: "a phase", known: Phase.allCases.map(\.rawValue)) { Phase(rawValue: $0) },
            audiences: fields.list("audiences", of: "an audience's name: lower-case letters, digits, - _ .") {
                AudienceName($0)
            },
            severities: fields.list("severities", of: "a severity", known: Severity.allCases.map(\.rawValue)) {
                Severity(rawValue: $0)
            },
            categories: fields.list("categories", of: "a category") { $0.isEmpty ? nil : $0 },
            variables: ManifestReader.variables(&fields),
            reader: ManifestReader.reader(&fields)
        )
        self.findings = fields.findings
    }

    private static func day(_ fields: inout YAMLFields) -> String? {
        guard let (text, line) = fields.string("review-by", required: true) else { return nil }
        guard Timestamp(text + "T00:00:00Z") != nil else {
            fields.add(.invalidValue, "“\(text.prefix(40))” is not a day such as 2027-05-01.", line: line)
            return nil
        }
        return text
    }

    private static func variables(_ fields: inout YAMLFields) -> [TemplateVariable] {
        guard let (value, line) = fields.node("variables") else { return [] }
        guard value.mapping != nil else {
            fields.add(.invalidValue, "“variables” must be names with what is known of each.", line: line)
            return []
        }
        let declarations = YAMLFields(value, file: fields.file, offset: fields.offset)
        var variables: [TemplateVariable] = []
        for entry in declarations.keys {
            guard isName(entry.key) else {
                fields.add(
                    .invalidValue,
                    "“\(entry.key.prefix(60))” is no name for a variable: lower-case letters, digits and “_”, and none of "
                        + "\(TemplateScope.reserved.sorted().joined(separator: ", ")).",
                    line: entry.line
                )
                continue
            }
            var reader = VariableReader(
                entry.key,
                entry.value,
                line: entry.line,
                file: fields.file,
                offset: fields.offset
            )
            if let variable = reader.read() { variables.append(variable) }
            fields.add(reader.fields.findings)
        }
        for variable in variables {
            // Within {{#state}} the library finds the choice below `state` before the variable of the same name.
            for choice in variable.choices where variables.contains(where: { $0.name == choice }) {
                fields.add(
                    .invalidValue,
                    "“\(choice)” is a choice of “\(variable.name)” and a variable.",
                    line: variable.line
                )
            }
        }
        return variables
    }

    private static func reader(_ fields: inout YAMLFields) -> [ReaderVariable] {
        guard let (value, line) = fields.node("reader") else { return [] }
        guard value.mapping != nil else {
            fields.add(.invalidValue, "“reader” must be names, each with its default.", line: line)
            return []
        }
        let declarations = YAMLFields(value, file: fields.file, offset: fields.offset)
        var variables: [ReaderVariable] = []
        for entry in declarations.keys {
            guard ReaderPlaces.isName(entry.key) else {
                fields.add(
                    .invalidValue,
                    "“\(entry.key.prefix(60))” is no name for a personal variable: lower-case letters, digits, “_” and “-”.",
                    line: entry.line
                )
                continue
            }
            var variable = ReaderVariable(entry.key)
            if entry.value.null == nil || entry.value.mapping != nil {
                var inner = YAMLFields(entry.value, file: fields.file, offset: fields.offset)
                inner.expect(only: ["default"])
                variable.defaultValue = inner.node("default").flatMap { VariableReader.value($0.value) }
                fields.add(inner.findings)
            }
            if variable.defaultValue == nil {
                fields.add(
                    .unguardedVariable,
                    "“reader.\(entry.key)” has no default: readers without it see nothing in its place.",
                    line: entry.line,
                    suggestion: "reader: { \(entry.key): { default: … } }"
                )
            }
            variables.append(variable)
        }
        return variables
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return !TemplateScope.reserved.contains(text)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }
}

/// Reads what `template.yaml` says about one variable.
private struct VariableReader {
    let name: String
    let line: Int
    var fields: YAMLFields

    init(_ name: String, _ node: Node, line: Int, file: String, offset: Int) {
        self.name = name
        self.line = line
        self.fields = YAMLFields(node, file: file, offset: offset)
    }

    mutating func read() -> TemplateVariable? {
        guard fields.findings.isEmpty else { return nil }
        fields.expect(only: ["type", "required", "default", "choices", "description", "example"])
        let types = TemplateVariable.ValueType.allCases.map(\.rawValue)
        let typeLine = fields.node("type")?.line ?? line
        guard let text = fields.node("type")?.value.scalar?.string else {
            fields.add(
                .missingKey,
                "Variable “\(name)” has no type; types are \(types.joined(separator: ", ")).",
                line: line
            )
            return nil
        }
        guard let type = TemplateVariable.ValueType(rawValue: text) else {
            fields.add(
                .invalidValue,
                "“\(text.prefix(40))” is not a type; types are \(types.joined(separator: ", ")).",
                line: typeLine,
                suggestion: NearestName.of(text, in: types)
            )
            return nil
        }
        var variable = TemplateVariable(name, type, line: line)
        variable.summary = fields.string("description")?.text ?? ""
        if variable.summary.isEmpty, fields.node("description") == nil {
            fields.add(.missingKey, "Variable “\(name)” has no description.", line: line)
        }
        variable.choices = fields.list("choices", of: "a choice") { $0.isEmpty ? nil : $0 }
        if (type == .choice) == variable.choices.isEmpty {
            let problem = type == .choice ? "needs choices" : "has choices, but is not of type choice"
            fields.add(.invalidValue, "Variable “\(name)” \(problem).", line: typeLine)
        }
        if let (value, line) = fields.node("required") {
            if let isRequired = value.bool {
                variable.isRequired = isRequired
            } else {
                fields.add(.invalidValue, "“required” must be true or false.", line: line)
            }
        }
        variable.defaultValue = value("default", of: variable)
        variable.example = value("example", of: variable)
        return variable
    }

    /// A default or an example: one value, or one for each locale.
    private mutating func value(_ key: String, of variable: TemplateVariable) -> VariableValue? {
        guard let (node, line) = fields.node(key), node.null == nil || node.scalar?.style != .plain else { return nil }
        guard let value = VariableReader.value(node), VariableReader.isValid(value, for: variable) else {
            fields.add(
                .invalidValue,
                "The \(key) of “\(variable.name)” must be \(variable.expectation).",
                line: line,
                suggestion: variable.type == .choice
                    ? node.scalar.flatMap { NearestName.of($0.string, in: variable.choices) } : nil
            )
            return nil
        }
        return value
    }

    private static func isValid(_ value: VariableValue, for variable: TemplateVariable) -> Bool {
        if case .localized(let values) = value { return values.values.allSatisfy { isValid($0, for: variable) } }
        return VariableBinding(value, as: variable) != nil
    }

    static func value(_ node: Node) -> VariableValue? {
        if let text = node.scalar?.string { return .string(text) }
        if let items = node.sequence {
            let values = items.compactMap { $0.scalar.map { VariableValue.string($0.string) } }
            return values.count == items.count ? .list(values) : nil
        }
        guard let pairs = node.mapping, !pairs.isEmpty else { return nil }
        var values: [LocaleTag: VariableValue] = [:]
        for pair in pairs {
            guard
                let locale = pair.key.scalar.flatMap({ LocaleTag($0.string) }), pair.value.mapping == nil,
                let value = value(pair.value)
            else { return nil }
            values[locale] = value
        }
        return .localized(values)
    }
}
