// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// What a message says in Slack, wherever it is posted.
struct SlackContent: Codable, Hashable, Sendable {
    /// What notifications, and readers of other programs, get.
    var text: String
    var blocks: [SlackBlock]

    /// Counted in UTF-16, the larger of what Slack may mean by a character.
    static let textLimit = TextLimit(4_000, .utf16)
    static let headerLimit = TextLimit(150, .utf16)
    static let sectionLimit = TextLimit(3_000, .utf16)
    static let mostBlocks = 50
    /// Of all blocks together: more than anyone reads in a chat, less than any limit on the whole.
    static let mostCharacters = 12_000

    /// Whether Slack takes it as it is.
    var fits: Bool {
        blocks.count <= SlackContent.mostBlocks && SlackContent.textLimit.holds(text)
            && blocks.reduce(0) { $0 + $1.length } <= SlackContent.mostCharacters && blocks.allSatisfy(\.fits)
    }
}

/// A part of a message, in Slack's Block Kit.
struct SlackBlock: Codable, Hashable, Sendable {
    struct Text: Codable, Hashable, Sendable {
        var type: String
        var text: String
        /// Whether Slack leaves names and addresses in the text alone.
        var verbatim: Bool?
        var emoji: Bool?

        static func marked(_ text: String) -> Text { Text(type: "mrkdwn", text: text, verbatim: true) }
    }

    var type: String
    var text: Text?
    var elements: [Text]?

    static func header(_ text: String) -> SlackBlock {
        SlackBlock(type: "header", text: Text(type: "plain_text", text: text, emoji: true))
    }

    static func section(_ text: String) -> SlackBlock { SlackBlock(type: "section", text: .marked(text)) }

    static func context(_ texts: [String]) -> SlackBlock {
        SlackBlock(type: "context", elements: texts.map { .marked($0) })
    }

    private var texts: [Text] { (text.map { [$0] } ?? []) + (elements ?? []) }

    var length: Int { texts.reduce(0) { $0 + $1.text.utf16.count } }

    var fits: Bool {
        let limit = type == "header" ? SlackContent.headerLimit : SlackContent.sectionLimit
        return texts.count <= 10 && texts.allSatisfy { !$0.text.isEmpty && limit.holds($0.text) }
    }
}
