// SPDX-License-Identifier: Apache-2.0

import Announcement

extension MarkedMessage {
    /// A notification's text in words alone: how things stand, the passages below their headings, the components, when
    /// work is planned, and when the next update is due.
    ///
    /// - Parameters:
    ///   - saysState: whether it begins with how things stand; not where that has a place of its own.
    ///   - longest: the most bytes that the names of components may take.
    /// - Returns: the lines, one below the other.
    package func notificationText(saysState: Bool = true, componentBytes longest: Int) -> String {
        var lines = saysState ? message.stateLine.map { ["\(message.stateSign) \($0)"] } ?? [] : []
        for passage in passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            lines.append("\(heading): \(passage.blocks.written(in: NotificationDialect()))")
        }
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        if !components.isEmpty { lines.append(NotificationDialect.line(components, longest: longest)) }
        return (lines + timeLines).joined(separator: "\n")
    }
}
