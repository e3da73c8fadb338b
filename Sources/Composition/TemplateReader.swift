// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Reads one template's folder, given its files, and finds everything that is wrong in it.
struct TemplateReader {
    let name: TemplateName
    /// By the name within the folder.
    let files: [String: String]
    let defaultLocale: LocaleTag
    /// The kinds of channel that there are; nil where nobody knows.
    let plugins: Set<String>?
    private(set) var findings: [Finding] = []

    init(name: TemplateName, files: [String: String], defaultLocale: LocaleTag, plugins: Set<String>?) {
        self.name = name
        self.files = files
        self.defaultLocale = defaultLocale
        self.plugins = plugins
    }

    /// Nil where there is an error among the findings.
    mutating func read() -> Template? {
        guard let yaml = files["template.yaml"] else {
            add(.unreadable, "The template has no template.yaml.", file: name.text)
            return nil
        }
        let reader = ManifestReader(yaml, file: path("template.yaml"))
        findings += reader.findings
        let scope = TemplateScope(reader.manifest.variables, reader: reader.manifest.reader)
        var texts: [LocaleTag: TemplateText] = [:]
        var plans: [(plugin: String, locale: LocaleTag, file: String)] = []
        for file in files.keys.sorted() where file != "template.yaml" && file != "README.md" {
            guard let (locale, plugin) = place(of: file) else { continue }
            if let plugin {
                plans.append((plugin, locale, file))
            } else {
                texts[locale] = text(file, locale, isOverride: false, scope: scope)
            }
        }
        var overrides: [String: [LocaleTag: TemplateText]] = [:]
        for (plugin, locale, file) in plans {
            let override = text(file, locale, isOverride: true, scope: scope)
            if let base = texts[locale] {
                overrides[plugin, default: [:]][locale] = override.over(base)
            } else {
                add(.missingLocale, "It overrides \(locale).md, which is not there.", file: path(file))
            }
        }
        let locale = texts.keys.sorted().first { $0 == defaultLocale } ?? (texts[.english] == nil ? nil : .english)
        guard let standard = locale ?? texts.keys.min() else {
            add(
                .missingLocale,
                "The template is written in no language: \(defaultLocale).md is expected.",
                file: name.text
            )
            return nil
        }
        compare(texts, with: standard)
        reportUnused(reader.manifest.variables, in: Array(texts.values) + overrides.values.flatMap(\.values))
        guard !findings.contains(where: { $0.level >= .error }) else { return nil }
        let template = Template(
            name: name,
            manifest: reader.manifest,
            defaultLocale: standard,
            texts: texts,
            overrides: overrides
        )
        findings += TemplateTrial(template).findings
        return findings.contains { $0.level >= .error } ? nil : template
    }

    private mutating func text(
        _ file: String,
        _ locale: LocaleTag,
        isOverride: Bool,
        scope: TemplateScope
    ) -> TemplateText {
        let text = TemplateText(
            files[file] ?? "",
            locale: locale,
            file: path(file),
            isOverride: isOverride,
            scope: scope
        )
        findings += text.findings
        return text
    }

    /// `en.md` is a locale, `en.email.md` one kind of channel's own wording in it.
    private mutating func place(of file: String) -> (locale: LocaleTag, plugin: String?)? {
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        guard
            (2...3).contains(parts.count), parts.last == "md", let locale = LocaleTag(parts[0]), locale.text == parts[0]
        else {
            let nearest = LocaleTag(parts[0]).map { "\($0).md" }
            add(
                .unknownFile,
                "Only template.yaml, <locale>.md and <locale>.<plugin>.md belong here.",
                file: path(file),
                suggestion: nearest ?? NearestName.of(file, in: ["template.yaml", "README.md"])
            )
            return nil
        }
        guard parts.count == 3 else { return (locale, nil) }
        let plugin = String(parts[1])
        if let plugins, !plugins.contains(plugin) {
            add(
                .unknownFile,
                "There is no plugin “\(plugin)”; there are \(plugins.sorted().joined(separator: ", ")).",
                file: path(file),
                suggestion: NearestName.of(plugin, in: plugins).map { "\(locale).\($0).md" }
            )
        }
        return (locale, plugin)
    }

    /// What one locale has and another lacks.
    private mutating func compare(_ texts: [LocaleTag: TemplateText], with standard: LocaleTag) {
        guard let base = texts[standard] else { return }
        for (_, text) in texts.sorted(by: { $0.key < $1.key }) where text.locale != standard {
            let names = Set(text.sections.map(\.name))
            for (section, _) in base.sections where !names.contains(section) {
                add(.missingSection, "Section “\(section.rawValue)” of \(standard).md is missing.", file: text.file)
            }
            for variable in base.used.subtracting(text.used).sorted() {
                add(.unevenVariable, "“\(variable)” is used in \(standard).md and not here.", file: text.file)
            }
            for variable in text.used.subtracting(base.used).sorted() {
                add(.unevenVariable, "“\(variable)” is used in \(text.locale).md and not here.", file: base.file)
            }
        }
    }

    private mutating func reportUnused(_ variables: [TemplateVariable], in texts: [TemplateText]) {
        for variable in variables where !texts.contains(where: { $0.used.contains(variable.name) }) {
            findings.append(
                TemplateRule.unusedVariable.finding(
                    "Variable “\(variable.name)” is declared and used nowhere.",
                    file: path("template.yaml"),
                    line: variable.line
                )
            )
        }
    }

    private mutating func add(_ rule: TemplateRule, _ message: String, file: String, suggestion: String? = nil) {
        findings.append(rule.finding(message, file: file, suggestion: suggestion))
    }

    private func path(_ file: String) -> String { "\(name)/\(file)" }
}
