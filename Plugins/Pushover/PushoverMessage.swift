// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What a message says on Pushover, within its limits.
package enum PushoverMessage {
    /// Characters of a message, its tags included.
    package static let longest = 1_024
    package static let longestTitle = 250
    package static let longestLink = 512

    static func title(of message: Message) -> String {
        let clean = message.headline.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return TextLimit(longestTitle, .scalars).truncate(String(String.UnicodeScalarView(clean)))
    }

    static func fitted(_ message: Message, dropOrder: [SectionName]) -> FittedMarkup<String> {
        let limit = TextLimit(longest, .scalars)
        return message.fitted(
            dropOrder: dropOrder,
            longest: limit.max,
            fits: { limit.holds($0) },
            write: { $0.pushoverText }
        )
    }

    /// From -2 (unseen) to 2 (rings until it is acknowledged).
    static func priority(of message: Message, allowsEmergency: Bool) -> Int {
        guard !message.isClosing else { return 0 }
        return switch message.facts.severity {
        case .sev1: allowsEmergency ? 2 : 1
        case .sev2: 1
        case .sev3, nil: 0
        case .sev4, .sev5: -1
        }
    }
}

extension MarkedMessage {
    /// The exercise's mark, how things stand, the passages, the components, when work is planned, and when the next
    /// update is due.
    ///
    /// The link has a field of its own.
    fileprivate var pushoverText: String {
        let facts = message.facts
        let dialect = PushoverHTML()
        var pieces: [String] = []
        if let watermark = message.watermark { pieces.append(dialect.strong(dialect.text(watermark))) }
        if let state = message.stateLine { pieces.append("\(message.stateSign) \(dialect.text(state))") }
        for passage in passages {
            let heading = dialect.text(Message.heading(for: passage.name, locale: message.locale))
            pieces.append("\(dialect.strong(heading))\n\(passage.blocks.written(in: dialect))")
        }
        if !facts.components.isEmpty {
            let names = TextLimit(150, .bytes).truncate(facts.components.map(\.text).joined(separator: ", "))
            pieces.append(dialect.text(names))
        }
        pieces += timeLines.map(dialect.text)
        // An empty message is refused.
        if pieces.isEmpty { pieces.append(dialect.text(TextLimit(100, .bytes).truncate(message.headline))) }
        return pieces.joined(separator: "\n\n")
    }
}
