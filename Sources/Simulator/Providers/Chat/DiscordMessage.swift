// SPDX-License-Identifier: Apache-2.0

import Announcement

/// The body of a request to a Discord webhook.
struct DiscordMessage: Decodable {
    struct Mentions: Decodable {
        var parse: [String]?
        var users: [String]?
        var roles: [String]?
    }

    struct Embed: Decodable {
        struct Field: Decodable {
            var name: String?
            var value: String?
        }
        struct Footer: Decodable { var text: String? }
        struct Author: Decodable { var name: String? }

        var title: String?
        var description: String?
        var color: Int?
        var timestamp: String?
        var fields: [Field]?
        var footer: Footer?
        var author: Author?

        /// Every text with the field it stands in, by its path, and its limit.
        var texts: [(path: String, text: String, limit: Int)] {
            var texts: [(path: String, text: String, limit: Int)] = [
                ("title", title ?? "", 256), ("description", description ?? "", 4_096),
                ("footer.text", footer?.text ?? "", 2_048), ("author.name", author?.name ?? "", 256),
            ]
            for (index, field) in (fields ?? []).enumerated() {
                texts.append(("fields.\(index).name", field.name ?? "", 256))
                texts.append(("fields.\(index).value", field.value ?? "", 1_024))
            }
            return texts
        }
    }

    var content: String?
    var embeds: [Embed]?
    var mentions: Mentions?
    var threadName: String?
    var flags: Int?

    private enum CodingKeys: String, CodingKey {
        case content, embeds, flags
        case mentions = "allowed_mentions"
        case threadName = "thread_name"
    }

    var isEmpty: Bool { DiscordMessage.length(content ?? "") == 0 && (embeds ?? []).isEmpty }

    /// What the form is found wrong with: the field by its path, a code and words; nil where it is taken.
    var flaw: (path: String, code: String, words: String)? {
        if DiscordMessage.length(content ?? "") > 2_000 { return DiscordMessage.tooLong("content", 2_000) }
        let embeds = embeds ?? []
        if embeds.count > 10 { return ("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.") }
        for (index, embed) in embeds.enumerated() {
            if let flaw = DiscordMessage.flaw(in: embed, "embeds.\(index)") { return flaw }
        }
        if embeds.flatMap(\.texts).reduce(0, { $0 + DiscordMessage.length($1.text) }) > 6_000 {
            return ("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
        }
        if let name = threadName, !(1...100).contains(name.unicodeScalars.count) {
            return ("thread_name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        }
        let parse = mentions?.parse ?? []
        if let index = parse.firstIndex(where: { !["roles", "users", "everyone"].contains($0) }) {
            let words = "Value must be one of ('users', 'roles', 'everyone')."
            return ("allowed_mentions.parse.\(index)", "BASE_TYPE_CHOICES", words)
        }
        let isTwice =
            parse.contains("users") && !(mentions?.users ?? []).isEmpty
            || parse.contains("roles") && !(mentions?.roles ?? []).isEmpty
        return isTwice ? ("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "Mutually exclusive.") : nil
    }

    private static func flaw(in embed: Embed, _ place: String) -> (path: String, code: String, words: String)? {
        let fields = embed.fields ?? []
        if fields.count > 25 { return ("\(place).fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.") }
        for (path, text, limit) in embed.texts {
            let length = length(text)
            if length > limit { return tooLong("\(place).\(path)", limit) }
            if length == 0, path.hasPrefix("fields.") {
                return ("\(place).\(path)", "BASE_TYPE_REQUIRED", "This field is required")
            }
        }
        if let color = embed.color, !(0...0xFF_FFFF).contains(color) {
            return ("\(place).color", "NUMBER_TYPE_MAX", "int value should be between 0 and 16777215.")
        }
        if let timestamp = embed.timestamp, Timestamp(timestamp) == nil {
            let words = "Could not parse \(timestamp.count) characters. Should be ISO8601."
            return ("\(place).timestamp", "DATE_TIME_TYPE_PARSE", words)
        }
        return nil
    }

    private static func tooLong(_ path: String, _ limit: Int) -> (path: String, code: String, words: String) {
        (path, "BASE_TYPE_MAX_LENGTH", "Must be \(limit) or fewer in length.")
    }

    /// White space at the ends is taken away before it is counted.
    private static func length(_ text: String) -> Int {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest.unicodeScalars.count
    }

    var plain: String {
        var lines = [content ?? ""]
        for embed in embeds ?? [] {
            lines += [embed.author?.name ?? "", embed.title ?? "", embed.description ?? ""]
            lines += (embed.fields ?? []).map { "\($0.name ?? ""): \($0.value ?? "")" }
            lines.append(embed.footer?.text ?? "")
        }
        return lines.filter { !$0.isEmpty }.map(ChatText.withoutBackslashes).joined(separator: "\n")
    }

    var note: String? {
        let isAllowed = mentions?.parse?.contains("everyone") ?? (mentions == nil)
        return ChatText.callNote(isAllowed && ChatText.calls(["everyone", "here"], in: content ?? ""))
    }
}
