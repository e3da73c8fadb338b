// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What stands above a chat message's passages, in plain words and bounded whatever the message: there is room for it
/// in any case.
package struct ChatHead: Hashable, Sendable {
    /// The headline in one line, without control characters and without the state's sign.
    package let title: String
    /// How things stand, what is affected, and since when it is so; nil for a notice that says none of it.
    package let state: String?

    /// - Parameters:
    ///   - message: what is said.
    ///   - limit: the most that the title may take.
    ///   - componentsLimit: the most that the names of components may take.
    package init(_ message: Message, title limit: TextLimit, components componentsLimit: TextLimit) {
        let line = String(message.headline.unicodeScalars.filter { $0.properties.generalCategory != .control })
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let parts = [
            message.stateLine,
            components.isEmpty ? nil : componentsLimit.truncate(components),
            message.facts.phase == nil ? nil : Message.readable(message.facts.publishedAt, locale: message.locale),
        ]
        .compactMap(\.self)
        self.title = limit.truncate(line)
        self.state = parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}
