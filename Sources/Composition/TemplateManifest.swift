// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What `template.yaml` says about a template.
package struct TemplateManifest: Codable, Hashable, Sendable {
    package var title: String
    package var owner: String
    /// The day by which someone must have read it again, as `2027-05-01`.
    package var reviewBy: String
    /// Empty where it serves messages without a phase.
    package var phases: [Phase]
    /// For whom it is worded; advice, not a rule.
    package var audiences: [AudienceName]
    /// Empty for all.
    package var severities: [Severity]
    /// Empty for all.
    package var categories: [String]
    package var variables: [TemplateVariable]
    /// What the template says to each reader alone.
    package var reader: [ReaderVariable]

    package init(
        title: String,
        owner: String,
        reviewBy: String,
        phases: [Phase] = [],
        audiences: [AudienceName] = [],
        severities: [Severity] = [],
        categories: [String] = [],
        variables: [TemplateVariable] = [],
        reader: [ReaderVariable] = []
    ) {
        self.title = title
        self.owner = owner
        self.reviewBy = reviewBy
        self.phases = phases
        self.audiences = audiences
        self.severities = severities
        self.categories = categories
        self.variables = variables
        self.reader = reader
    }

    private enum CodingKeys: String, CodingKey {
        case title, owner, phases, audiences, severities, categories, variables, reader
        case reviewBy = "review_by"
    }
}

/// A value that each reader's destination brings along; a template writes it as `{{reader.name}}`.
package struct ReaderVariable: Codable, Hashable, Sendable {
    package var name: String
    /// For readers who bring none, and wherever everyone reads along; nothing where nil.
    package var defaultValue: VariableValue?

    package init(_ name: String, default defaultValue: VariableValue? = nil) {
        self.name = name
        self.defaultValue = defaultValue
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case defaultValue = "default"
    }
}
