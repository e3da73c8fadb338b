// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The content of an `m.room.message`.
struct MatrixEvent: Encodable {
    /// How it belongs to the incident's first message.
    enum Relation {
        /// Hangs below it.
        case thread(MatrixID)
        /// Changes it.
        case replacement(MatrixID)
    }

    private struct Words: Encodable {
        let msgtype: MatrixSettings.Kind
        let body: String
        let format = "org.matrix.custom.html"
        let formatted_body: String
        /// Nobody is mentioned, whatever the text holds: clients then look for no mentions of their own.
        let mentions: [String: String] = [:]

        enum CodingKeys: String, CodingKey {
            case msgtype, body, format, formatted_body
            case mentions = "m.mentions"
        }
    }

    private struct Reference: Encodable {
        let event_id: String
    }

    private enum RootKeys: String, CodingKey {
        case relation = "m.relates_to"
        case newContent = "m.new_content"
    }

    private enum RelationKeys: String, CodingKey {
        case rel_type, event_id, is_falling_back
        case reply = "m.in_reply_to"
    }

    private let words: Words
    private let relation: Relation?

    init(_ kind: MatrixSettings.Kind, body: String, html: String, _ relation: Relation? = nil) {
        self.words = Words(msgtype: kind, body: body, formatted_body: html)
        self.relation = relation
    }

    func encode(to encoder: any Encoder) throws {
        var root = encoder.container(keyedBy: RootKeys.self)
        switch relation {
        case nil: try words.encode(to: encoder)
        case .thread(let event):
            try words.encode(to: encoder)
            var relation = root.nestedContainer(keyedBy: RelationKeys.self, forKey: .relation)
            try relation.encode("m.thread", forKey: .rel_type)
            try relation.encode(event.text, forKey: .event_id)
            // Clients without threads show it as a reply.
            try relation.encode(true, forKey: .is_falling_back)
            try relation.encode(Reference(event_id: event.text), forKey: .reply)
        case .replacement(let event):
            // Clients without edits show the content itself.
            try Words(msgtype: words.msgtype, body: "* " + words.body, formatted_body: "* " + words.formatted_body)
                .encode(to: encoder)
            try root.encode(words, forKey: .newContent)
            var relation = root.nestedContainer(keyedBy: RelationKeys.self, forKey: .relation)
            try relation.encode("m.replace", forKey: .rel_type)
            try relation.encode(event.text, forKey: .event_id)
        }
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
