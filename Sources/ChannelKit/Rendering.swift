// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// What one channel will send for one message in one locale.
public struct Rendering: Codable, Hashable, Sendable {
    /// The pieces in the order in which they are sent or shown, such as `subject`, `text`, `html`, or one `post` for
    /// each part of a chain.
    public var parts: [RenderedPart]
    /// What was lost or is doubtful: dropped sections, truncation.
    public var findings: [Finding]

    public init(parts: [RenderedPart], findings: [Finding] = []) {
        self.parts = parts
        self.findings = findings
    }

    /// The text of the first part of that name.
    public subscript(_ name: String) -> String? { parts.first { $0.name == name }?.text }
}

public struct RenderedPart: Codable, Hashable, Sendable {
    public var name: String
    public var contentType: String
    public var text: String

    public init(_ name: String, _ contentType: String, _ text: String) {
        self.name = name
        self.contentType = contentType
        self.text = text
    }

    private enum CodingKeys: String, CodingKey {
        case name, text
        case contentType = "content_type"
    }
}

/// Something a person should know before a message leaves, or about how a channel is.
public struct Finding: Codable, Hashable, Sendable {
    public enum Level: String, Codable, Hashable, Sendable, Comparable {
        case info, warning, error, block

        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            case .block: 3
            }
        }
    }

    /// A stable identifier, such as `section_dropped` or a fault code.
    public var rule: String
    public var level: Level
    public var message: String
    /// Where: a section, a part, or `file:line`.
    public var place: String?
    public var suggestion: String?
    public var channel: ChannelName?
    public var locale: LocaleTag?

    public init(
        _ rule: String,
        _ level: Level,
        _ message: String,
        place: String? = nil,
        suggestion: String? = nil,
        channel: ChannelName? = nil,
        locale: LocaleTag? = nil
    ) {
        self.rule = rule
        self.level = level
        self.message = message
        self.place = place
        self.suggestion = suggestion
        self.channel = channel
        self.locale = locale
    }

    private enum CodingKeys: String, CodingKey {
        case rule, level, message, suggestion, channel, locale
        case place = "where"
    }
}
