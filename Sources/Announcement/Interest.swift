// SPDX-License-Identifier: Apache-2.0

/// What a member of an audience wants to hear of; everything, where it names nothing.
public struct Interest: Codable, Hashable, Sendable {
    /// Messages that touch one of these components, or name none; empty for all.
    public var components: Set<ComponentName>
    /// Messages at least this bad, or without a severity; nil for all.
    public var severity: Severity?
    /// Messages about this incident alone; nil for all.
    public var incident: IncidentReference.ID?
    /// Nothing at all: the reader has left the audience, whoever else names them there.
    public var isNothing: Bool

    public static let everything = Interest()
    public static let nothing = Interest(isNothing: true)

    public init(
        components: Set<ComponentName> = [],
        severity: Severity? = nil,
        incident: IncidentReference.ID? = nil,
        isNothing: Bool = false
    ) {
        self.components = components
        self.severity = severity
        self.incident = incident
        self.isNothing = isNothing
    }

    /// Whether a message with these facts is wanted.
    public func wants(_ facts: Facts) -> Bool {
        if isNothing { return false }
        if let incident, facts.incident?.id != incident { return false }
        if let severity, let given = facts.severity, given < severity { return false }
        return components.isEmpty || facts.components.isEmpty || !components.isDisjoint(with: facts.components)
    }

    private enum CodingKeys: String, CodingKey {
        case components, severity, incident
        case isNothing = "nothing"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.components = try values.decodeIfPresent(Set<ComponentName>.self, forKey: .components) ?? []
        self.severity = try values.decodeIfPresent(Severity.self, forKey: .severity)
        self.incident = try values.decodeIfPresent(IncidentReference.ID.self, forKey: .incident)
        self.isNothing = try values.decodeIfPresent(Bool.self, forKey: .isNothing) ?? false
    }

    /// Components are written in their order, so that equal interests have equal bytes.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !components.isEmpty { try values.encode(components.sorted(), forKey: .components) }
        try values.encodeIfPresent(severity, forKey: .severity)
        try values.encodeIfPresent(incident, forKey: .incident)
        if isNothing { try values.encode(true, forKey: .isNothing) }
    }
}
