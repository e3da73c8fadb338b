// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A plugin's settings as JSON Schema, read as far as the hub can check them by itself: the plugin checks the rest when
/// it is given them.
///
/// An object's `properties` with `type`, `enum`, `default`, `description`, `format` (`duration`, `path`, `password`) and
/// `writeOnly`, and what is `required`. Other keywords are left to the plugin.
struct SettingsSchema {
    let settings: [SettingDescription]

    init(_ schema: JSONValue?, reader: DescriptionReader) throws(Fault) {
        guard let schema else {
            settings = []
            return
        }
        guard
            schema.entries != nil, schema["type"]?.text ?? "object" == "object",
            let properties = (schema["properties"] ?? .object([:])).entries
        else { throw reader.fault("settings", "“settings” must be the JSON Schema of an object") }
        let required = Set((schema["required"]?.items ?? []).compactMap(\.text))
        guard required.isSubset(of: properties.keys) else {
            throw reader.fault("settings/required", "a setting is required that is not described")
        }
        var settings: [SettingDescription] = []
        for (key, property) in properties.sorted(by: { $0.key < $1.key }) {
            guard let type = SettingsSchema.type(of: property) else {
                throw reader.fault("settings/properties/\(key)", "the setting “\(key)” has no type that is known")
            }
            settings.append(
                SettingDescription(
                    key,
                    type,
                    required: required.contains(key),
                    secret: property["writeOnly"]?.truth == true || property["format"]?.text == "password",
                    default: property["default"].flatMap(SettingsSchema.words),
                    choices: (property["enum"]?.items ?? []).compactMap(\.text),
                    property["description"]?.text ?? property["title"]?.text ?? ""
                )
            )
        }
        self.settings = settings
    }

    private static func type(of property: JSONValue) -> SettingDescription.ValueType? {
        if let choices = property["enum"]?.items { return choices.allSatisfy { $0.text != nil } ? .choice : nil }
        switch (property["type"]?.text, property["format"]?.text) {
        case ("string", "duration"): return .duration
        case ("string", "path"): return .path
        case ("string", _): return .string
        case ("integer", _): return .integer
        case ("number", _): return .number
        case ("boolean", _): return .boolean
        case ("array", _), ("object", _): return .list
        default: return nil
        }
    }

    private static func words(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        default: nil
        }
    }
}
