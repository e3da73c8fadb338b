// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

/// What reading a template can find, by the identifier that findings carry.
package enum TemplateRule: String, CaseIterable, Sendable {
    /// A file or folder that cannot be read, is not UTF-8 or is too large.
    case unreadable = "template_unreadable"
    /// A file that has no business in a template's folder.
    case unknownFile = "template_unknown_file"
    /// Broken YAML, or front matter that does not end.
    case syntax = "template_syntax"
    case unknownKey = "template_unknown_key"
    case missingKey = "template_missing_key"
    case invalidValue = "template_invalid_value"
    case unknownSection = "template_unknown_section"
    case duplicateSection = "template_duplicate_section"
    /// Text that stands under no section's heading.
    case strayText = "template_stray_text"
    case unknownVariable = "template_unknown_variable"
    case unusedVariable = "template_unused_variable"
    /// A variable used where its type has no meaning, such as Markdown in a title.
    case misusedVariable = "template_misused_variable"
    /// An optional variable without a default that is used outside a block of its own.
    case unguardedVariable = "template_unguarded_variable"
    /// A variable that one locale uses and another does not.
    case unevenVariable = "template_uneven_variable"
    /// A tag or a block that is not closed, or closed without having been opened.
    case unbalanced = "template_unbalanced"
    case unsupportedTag = "template_unsupported_tag"
    case missingLocale = "template_missing_locale"
    case missingSection = "template_missing_section"
    /// A trial with the example values failed.
    case trialFailed = "template_trial_failed"
    case stale = "stale_template"

    package var level: Finding.Level {
        switch self {
        case .unreadable, .syntax, .unknownKey, .missingKey, .invalidValue, .unknownSection, .duplicateSection,
            .strayText, .unknownVariable, .misusedVariable, .unbalanced, .unsupportedTag, .missingLocale, .trialFailed:
            .error
        case .unknownFile, .unguardedVariable, .unevenVariable, .missingSection, .stale: .warning
        case .unusedVariable: .info
        }
    }

    /// A finding at a place: `file` is relative to the templates' folder, `line` counts from 1, nil for the whole file.
    func finding(_ message: String, file: String, line: Int? = nil, suggestion: String? = nil) -> Finding {
        Finding(
            rawValue,
            level,
            message,
            place: line.map { "\(file):\($0)" } ?? file,
            suggestion: suggestion
        )
    }
}
