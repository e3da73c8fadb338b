// SPDX-License-Identifier: Apache-2.0

/// A variable that a template declares.
package struct TemplateVariable: Codable, Hashable, Sendable {
    package enum ValueType: String, Codable, Hashable, Sendable, CaseIterable {
        /// One line, shown as it is written: no Markdown in it takes effect.
        case string
        /// Markdown of any number of lines.
        case text
        case integer
        case number
        /// Opens and closes blocks; it has no text of its own.
        case boolean
        /// RFC 3339; shown as a readable time in the reader's language.
        case time
        /// `90s`, `30m`, `1h30m`, `2d`, or a whole number of seconds.
        case duration
        /// `http`, `https`, `mailto` or `tel`.
        case url
        /// One of `choices`; each choice opens a block of its own: `{{#name.choice}}`.
        case choice
        /// Up to 1,000 lines; shown joined, or one by one in a block.
        case list
    }

    package var name: String
    package var type: ValueType
    package var isRequired: Bool
    package var defaultValue: VariableValue?
    package var choices: [String]
    package var summary: String
    package var example: VariableValue?
    /// The line of `template.yaml` that declares it.
    package var line: Int

    package init(
        _ name: String,
        _ type: ValueType,
        required isRequired: Bool = false,
        default defaultValue: VariableValue? = nil,
        choices: [String] = [],
        summary: String = "",
        example: VariableValue? = nil,
        line: Int = 1
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.choices = choices
        self.summary = summary
        self.example = example
        self.line = line
    }

    private enum CodingKeys: String, CodingKey {
        case name, type, choices, example, line
        case isRequired = "required"
        case defaultValue = "default"
        case summary = "description"
    }

    /// What a value must look like, in the words of an error message.
    package var expectation: String {
        switch type {
        case .string: "one line of text"
        case .text: "text in Markdown"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .time: "an RFC 3339 time such as 2026-11-21T14:05:00Z"
        case .duration: "a duration such as 30m or 1h30m, or a whole number of seconds"
        case .url: "an address that starts with https://, http://, mailto: or tel:"
        case .choice: "one of: \(choices.joined(separator: ", "))"
        case .list: "a list of at most \(VariableBinding.longestList) lines"
        }
    }
}
