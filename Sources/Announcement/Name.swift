// SPDX-License-Identifier: Apache-2.0

/// A name that people choose and type: of a channel, an audience, a component.
///
/// Lower-case letters, digits and `- _ .`, starting with a letter or digit, at most 64 bytes; the kind of thing
/// it names is part of the type, so a channel's name cannot be handed over as an audience's.
public struct Name<Subject>: Hashable, Sendable {
    public let text: String

    /// Returns nil where `text` is not such a name.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        let isLetterOrDigit = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard
            (1...64).contains(bytes.count), let first = bytes.first, isLetterOrDigit(first),
            bytes.allSatisfy({ isLetterOrDigit($0) || "-_.".utf8.contains($0) })
        else { return nil }
        self.text = String(text)
    }
}

extension Name: CustomStringConvertible, Codable, Comparable {
    public var description: String { text }

    public static func < (left: Name, right: Name) -> Bool { left.text < right.text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Name(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "“\(text.prefix(80))” is not a name: use lower-case letters, digits, “-”, “_” and “.”"
            )
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The subjects that ``Name`` tells apart.
public enum NamedThing {
    public enum Channel {}
    public enum Audience {}
    public enum Component {}
    public enum Template {}
    public enum Playbook {}
}

public typealias ChannelName = Name<NamedThing.Channel>
public typealias AudienceName = Name<NamedThing.Audience>
public typealias ComponentName = Name<NamedThing.Component>
public typealias TemplateName = Name<NamedThing.Template>
public typealias PlaybookName = Name<NamedThing.Playbook>
