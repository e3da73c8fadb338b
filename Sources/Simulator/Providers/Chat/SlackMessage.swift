// SPDX-License-Identifier: Apache-2.0

/// The body of a request to Slack.
struct SlackMessage: Decodable {
    var channel: String?
    var text: String?
    var blocks: [SlackBlock]?
    var ts: String?
    var threadTS: String?
    var attachments: [Attachment]?

    /// Counted, not looked into.
    struct Attachment: Decodable {}

    private enum CodingKeys: String, CodingKey {
        case channel, text, blocks, ts, attachments
        case threadTS = "thread_ts"
    }

    /// Past which a text is cut without a word.
    private static let mostCharacters = 40_000

    var flaw: (word: String, detail: String?)? {
        let blocks = blocks ?? []
        if (text ?? "").isEmpty, blocks.isEmpty, (attachments ?? []).isEmpty { return ("no_text", nil) }
        if (attachments ?? []).count > 100 { return ("too_many_attachments", nil) }
        if let flaw = SlackBlock.flaw(in: blocks) { return ("invalid_blocks", flaw) }
        let length = blocks.reduce(0) { $0 + $1.length }
        return length > SlackBlock.mostCharacters ? ("msg_blocks_too_long", nil) : nil
    }

    /// What a reader sees: the blocks, or the text where there are none.
    var plain: String {
        guard let blocks, !blocks.isEmpty else {
            return ChatText.withoutAngles(String((text ?? "").prefix(Self.mostCharacters)))
        }
        return blocks.map(\.plain).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    var note: String? {
        let marks = ["<!here", "<!channel", "<!everyone"]
        let all = [text ?? ""] + (blocks ?? []).flatMap(\.parsed)
        return ChatText.callNote(all.contains { text in marks.contains { text.contains($0) } })
    }
}

/// What Slack answers.
enum SlackAnswer {
    struct Posted: Encodable {
        var ok: Bool
        var channel: String
        var ts: String
    }

    struct Identity: Encodable {
        var ok: Bool
        var url: String
        var team: String
        var user: String
        var team_id: String
        var user_id: String
        var bot_id: String
    }

    /// Comes with HTTP 200.
    struct Refusal: Encodable {
        struct Details: Encodable { var messages: [String] }

        var ok = false
        var error: String
        var response_metadata: Details?

        init(_ word: String, _ detail: String? = nil) {
            self.error = word
            self.response_metadata = detail.map { Details(messages: ["[ERROR] \($0)"]) }
        }
    }
}
