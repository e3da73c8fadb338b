// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of LinkedIn see it: one post.
enum LinkedInText {
    /// Whether escapes count is not published: here they do, and so do UTF-16 units.
    static let limit = TextLimit(3_000, .utf16)

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(
            dropOrder: LinkedInChannel.manifest.dropOrder,
            longest: limit.max,
            fits: { limit.holds($0) },
            write: write
        )
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        let dialect = LittleText()
        var blocks = [head(of: message)]
        for passage in marked.passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            blocks.append(dialect.text("\(heading):\n") + passage.blocks.written(in: dialect))
        }
        let times = marked.timeLines.map(dialect.text)
        if !times.isEmpty { blocks.append(times.joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n")
    }

    /// Title, state and link; bounded, so that there is room for it in any case.
    private static func head(of message: Message) -> String {
        let dialect = LittleText()
        let title = TextLimit(400, .utf16).truncate(message.headline)
        let state = message.state(components: TextLimit(200, .utf16))
        let link = message.facts.link.map(dialect.text).flatMap { $0.utf16.count <= 1_500 ? $0 : nil }
        return ["\(message.stateSign) \(dialect.text(title))", dialect.text(state), link ?? ""]
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
