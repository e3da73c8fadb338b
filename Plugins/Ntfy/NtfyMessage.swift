// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// What ntfy is told: the body of a request, the topic not yet in it.
package struct NtfyMessage: Codable, Hashable, Sendable {
    package var topic: String?
    package var title: String
    package var message: String
    package var markdown: Bool
    /// 1 (least) to 5.
    package var priority: Int
    package var tags: [String]
    /// Where a tap leads.
    package var click: String?

    /// Bytes that ntfy takes: what is longer becomes an attachment.
    package static let longest = 4_096
    package static let longestTitle = 250
    /// Of all tags together.
    package static let longestTags = 500
}

extension NtfyMessage {
    init(_ marked: MarkedMessage, asMarkdown isMarkdown: Bool) {
        let message = marked.message
        let facts = message.facts
        self.title = NotificationDialect.line(message.headline, longest: NtfyMessage.longestTitle)
        self.message =
            isMarkdown
            ? marked.text(in: CommonMarkDialect(), belowHeading: "\n\n")
            : marked.text(in: NotificationDialect(), belowHeading: "\n")
        self.markdown = isMarkdown
        self.priority = message.ntfyPriority
        var tags = [facts.severity?.rawValue, facts.phase?.rawValue, facts.isDrill ? "drill" : nil].compactMap(\.self)
        for component in facts.components {
            guard tags.reduce(component.text.utf8.count, { $0 + $1.utf8.count + 1 }) <= NtfyMessage.longestTags else {
                break
            }
            tags.append(component.text)
        }
        self.tags = tags
        self.click = facts.link.flatMap { $0.utf8.count <= 2_048 ? $0 : nil }
    }

    func json() throws(Fault) -> String { try ProviderJSON.written(self) }

    static func read(_ json: String) -> NtfyMessage? {
        try? JSONDecoder().decode(NtfyMessage.self, from: Data(json.utf8))
    }
}

extension Message {
    fileprivate var ntfyPriority: Int {
        let usual =
            switch facts.severity {
            case .sev1: 5
            case .sev2: 4
            case .sev3, nil: 3
            case .sev4, .sev5: 2
            }
        return isClosing ? min(usual, 3) : usual
    }
}

extension MarkedMessage {
    /// How things stand, the passages below their headings, when work is planned and the next update due, and where
    /// the rest is.
    fileprivate func text(in dialect: some MarkupDialect, belowHeading gap: String) -> String {
        let facts = message.facts
        var pieces = [message.stateLine.map { dialect.strong("\(message.stateSign) \(dialect.text($0))") }]
            .compactMap(\.self)
        for passage in passages {
            let heading = dialect.text(Message.heading(for: passage.name, locale: message.locale))
            pieces.append("\(dialect.strong(heading))\(gap)\(passage.blocks.written(in: dialect))")
        }
        pieces += timeLines.map(dialect.text)
        if wasCut, let link = facts.link, link.utf8.count <= 1_000 {
            pieces.append(dialect.link(link, dialect.text(link)))
        }
        // ntfy shows “triggered” in place of nothing.
        return pieces.isEmpty
            ? dialect.text(TextLimit(200, .bytes).truncate(message.headline)) : pieces.joined(separator: "\n\n")
    }
}
