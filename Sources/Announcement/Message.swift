// SPDX-License-Identifier: Apache-2.0

/// What is said, once, in one locale, before any channel has shaped it.
public struct Message: Codable, Hashable, Sendable, Identifiable {
    public typealias ID = Identifier<Message>

    /// The same in every locale of the same announcement.
    public var id: ID
    public var locale: LocaleTag
    /// One line of plain text, as readers see it.
    public var title: String
    /// A mail's subject where the template says another than the title.
    public var subject: String?
    /// One sentence for channels with little room, where the template has one.
    public var short: String?
    /// In reading order; a name occurs once.
    public var sections: [Section]
    public var facts: Facts

    public init(
        id: ID,
        locale: LocaleTag = .english,
        title: String,
        subject: String? = nil,
        short: String? = nil,
        sections: [Section],
        facts: Facts
    ) {
        self.id = id
        self.locale = locale
        self.title = title
        self.subject = subject
        self.short = short
        self.sections = sections
        self.facts = facts
    }

    public subscript(_ name: SectionName) -> String? { sections.first { $0.name == name }?.markdown }
}

/// What is known for certain about a message, apart from its wording.
public struct Facts: Codable, Hashable, Sendable {
    /// The incident that the message updates; nil for a stand-alone notice.
    public var incident: IncidentReference?
    public var severity: Severity?
    public var phase: Phase?
    public var components: [ComponentName]
    public var category: String?
    public var startedAt: Timestamp?
    public var publishedAt: Timestamp
    public var resolvedAt: Timestamp?
    public var nextUpdateAt: Timestamp?
    /// When planned work is to begin; nil for everything else.
    public var scheduledFor: Timestamp?
    /// Until when planned work is to last, where that is known.
    public var scheduledUntil: Timestamp?
    /// Where everyone whom the message is for can read more; nil where there is no such page.
    public var link: String?
    /// An exercise: every channel marks it, and only sinks can be reached.
    public var isDrill: Bool

    public init(
        incident: IncidentReference? = nil,
        severity: Severity? = nil,
        phase: Phase? = nil,
        components: [ComponentName] = [],
        category: String? = nil,
        startedAt: Timestamp? = nil,
        publishedAt: Timestamp,
        resolvedAt: Timestamp? = nil,
        nextUpdateAt: Timestamp? = nil,
        scheduledFor: Timestamp? = nil,
        scheduledUntil: Timestamp? = nil,
        link: String? = nil,
        isDrill: Bool = false
    ) {
        self.incident = incident
        self.severity = severity
        self.phase = phase
        self.components = components
        self.category = category
        self.startedAt = startedAt
        self.publishedAt = publishedAt
        self.resolvedAt = resolvedAt
        self.nextUpdateAt = nextUpdateAt
        self.scheduledFor = scheduledFor
        self.scheduledUntil = scheduledUntil
        self.link = link
        self.isDrill = isDrill
    }
}

/// Which incident a message belongs to, and its place among that incident's updates.
public struct IncidentReference: Codable, Hashable, Sendable {
    public typealias ID = Identifier<IncidentReference>

    public var id: ID
    /// The incident's own title, constant over its updates: mail threads by it.
    public var title: String
    /// The update that this message carries.
    public var update: Identifier<UpdateSubject>
    /// 1 for the incident's first update, rising by one.
    public var sequence: Int
    /// The earlier update that this one puts right; every channel says so to its readers.
    public var corrects: CorrectedUpdate?

    public init(
        id: ID,
        title: String,
        update: Identifier<UpdateSubject>,
        sequence: Int,
        corrects: CorrectedUpdate? = nil
    ) {
        self.id = id
        self.title = title
        self.update = update
        self.sequence = sequence
        self.corrects = corrects
    }
}

/// What ``IncidentReference/update`` identifies.
public enum UpdateSubject {}
