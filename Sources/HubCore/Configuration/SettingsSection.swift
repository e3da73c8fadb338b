// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Reads a channel's `settings:` by the description that its plugin gives of them.
struct SettingsSection {
    let folder: Folder
    let resolver: ScalarResolver
    let problems: Problems

    /// The settings with references resolved and paths made absolute; unknown keys and values of another type are
    /// reported.
    func read(_ settings: Document, by manifest: ChannelManifest, at pointer: String) -> Document {
        let fields = Fields(settings, at: pointer, problems: problems)
        var entries: [Document.Entry] = []
        for description in manifest.settings {
            guard let value = fields.value(description.key, required: description.isRequired) else { continue }
            let prepared = prepared(value, by: description, at: "\(pointer)/\(description.key)")
            entries.append(Document.Entry(key: description.key, line: value.line, value: prepared))
        }
        fields.finish()
        return Document(.object(entries), line: settings.line)
    }

    /// The settings of a plugin that nobody could ask what it takes: with references resolved, otherwise as they stand.
    func read(_ settings: Document, at pointer: String) -> Document { resolver.resolved(settings, at: pointer) }

    private func prepared(_ value: Document, by description: SettingDescription, at pointer: String) -> Document {
        if description.isSecret {
            // Single secrets and lists of them: each a reference. One that leads nowhere is reported as it is resolved.
            let items = if case .list(let items) = value.content { items } else { [value] }
            for item in items where Self.reference(item) == nil { _ = resolver.secret(item, at: pointer) }
        } else {
            check(value, by: description, at: pointer)
        }
        let resolved = resolver.resolved(value, at: pointer)
        guard description.type == .path else { return resolved }
        return resolved.mappingStrings { text, _ in folder.absolute(text) }
    }

    /// Reports a value that is of another type than the plugin says; what stands behind a reference is not looked at.
    private func check(_ value: Document, by description: SettingDescription, at pointer: String) {
        if Self.reference(value) != nil { return }
        let expected: String? =
            switch (description.type, value.content) {
            case (.string, .string), (.path, .string), (.integer, .integer), (.number, .integer), (.number, .number),
                (.boolean, .boolean), (.list, .list), (.list, .object):
                nil
            case (.choice, .string(let text)) where description.choices.contains(text): nil
            case (.duration, .string(let text)) where SettingDuration(text) != nil: nil
            case (.string, _): "a string, in quotes if need be"
            case (.path, _): "a path"
            case (.integer, _): "a whole number"
            case (.number, _): "a number"
            case (.boolean, _): "true or false"
            case (.list, _): "a list"
            case (.duration, _): "a duration such as 30s"
            case (.choice, _): "one of: \(description.choices.joined(separator: ", "))"
            }
        guard let expected else { return }
        problems.add(
            .invalid,
            "“\(description.key)” must be \(expected).",
            at: pointer,
            line: value.line,
            suggestion: description.summary
        )
    }

    private static func reference(_ value: Document) -> SecretReference? {
        guard case .string(let text) = value.content else { return nil }
        return SecretReference(text)
    }
}
