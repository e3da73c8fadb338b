// SPDX-License-Identifier: Apache-2.0

/// The content of an `m.room.message`.
struct MatrixContent: Decodable {
    struct Words: Decodable {
        var msgtype: String
        var body: String
    }

    struct Relation: Decodable {
        var kind: String?
        var event: String?

        private enum CodingKeys: String, CodingKey {
            case kind = "rel_type"
            case event = "event_id"
        }
    }

    struct Mentions: Decodable { var room: Bool? }

    var msgtype: String
    var body: String
    var format: String?
    var formattedBody: String?
    var newContent: Words?
    var relation: Relation?
    var mentions: Mentions?

    private enum CodingKeys: String, CodingKey {
        case msgtype, body, format
        case formattedBody = "formatted_body"
        case newContent = "m.new_content"
        case relation = "m.relates_to"
        case mentions = "m.mentions"
    }

    /// Those of text; a homeserver takes others, readers' programs do not show them.
    private static let kinds: Set = ["m.text", "m.notice", "m.emote"]

    var flaw: String? {
        if !Self.kinds.contains(msgtype) { return "msgtype is not one of text" }
        if formattedBody != nil, format == nil { return "formatted_body without format" }
        if relation?.kind == "m.replace", newContent == nil { return "m.new_content is missing" }
        if relation?.kind != nil, relation?.event == nil { return "event_id is missing" }
        return nil
    }

    /// Without `m.mentions`, programs look for mentions in the text.
    var note: String? {
        ChatText.callNote(mentions.map { $0.room == true } ?? ChatText.calls(["room"], in: body))
    }
}
