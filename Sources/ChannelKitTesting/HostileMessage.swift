// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A message that has broken adapters somewhere.
public struct HostileMessage: Sendable, CustomStringConvertible {
    /// What is hostile about it.
    public let name: String
    public let message: Message

    public init(_ name: String, _ message: Message) {
        self.name = name
        self.message = message
    }

    public var description: String { "Message “\(name)”" }
}

extension HostileMessage {
    /// The same with all it says in one section.
    public func saying(allIn section: SectionName) -> HostileMessage {
        HostileMessage("\(name), all in \(section.rawValue)", message.saying(allIn: section))
    }
}
