// SPDX-License-Identifier: Apache-2.0

/// A block of a message to Slack, as far as its limits and its text go.
struct SlackBlock: Decodable {
    struct Text: Decodable {
        var type: String
        var text: String?
    }

    /// A part of a context, rich text or a row of buttons.
    struct Element: Decodable {
        var type: String
        /// A text by itself in contexts, an object of its own in buttons.
        var words: String?
        var elements: [Element]?

        private enum CodingKeys: String, CodingKey { case type, text, elements }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.type = try values.decode(String.self, forKey: .type)
            self.words =
                if let text = try? values.decode(String.self, forKey: .text) {
                    text
                } else {
                    try values.decodeIfPresent(Text.self, forKey: .text)?.text
                }
            self.elements = try values.decodeIfPresent([Element].self, forKey: .elements)
        }

        var plain: String { (words ?? "") + (elements ?? []).map(\.plain).joined() }
    }

    var type: String
    var blockID: String?
    var text: Text?
    var fields: [Text]?
    var elements: [Element]?

    private enum CodingKeys: String, CodingKey {
        case type, text, fields, elements
        case blockID = "block_id"
    }

    static let most = 50
    /// Of all blocks together; found by trying, Slack names no number.
    static let mostCharacters = 13_200

    private static let types: Set = [
        "section", "header", "context", "divider", "actions", "image", "rich_text", "video", "input", "file",
        "markdown", "table", "context_actions",
    ]

    /// The texts with entities, as Slack counts them.
    var length: Int {
        ([text].compactMap { $0 } + (fields ?? [])).reduce(0) { $0 + ($1.text ?? "").unicodeScalars.count }
    }

    /// What in it is looked through for mentions: text that is declared plain calls nobody, whatever it says.
    var parsed: [String] {
        var texts = fields ?? []
        if let text { texts.append(text) }
        let marked = texts.filter { $0.type == "mrkdwn" }.compactMap(\.text)
        return marked + (elements ?? []).filter { $0.type != "plain_text" }.map(\.plain)
    }

    var plain: String {
        let own = ([text].compactMap { $0 } + (fields ?? [])).compactMap(\.text)
        let parts = own + (elements ?? []).map(\.plain)
        return parts.filter { !$0.isEmpty }.map(ChatText.withoutAngles).joined(separator: " · ")
    }

    /// What Slack finds wrong with the blocks of a message, in its words; nil where it takes them.
    static func flaw(in blocks: [SlackBlock]) -> String? {
        if blocks.count > most { return "no more than \(most) items allowed [json-pointer:/blocks]" }
        for (index, block) in blocks.enumerated() {
            if let flaw = block.flaw { return "\(flaw.words) [json-pointer:/blocks/\(index)\(flaw.place)]" }
        }
        let names = blocks.compactMap(\.blockID)
        return Set(names).count == names.count ? nil : "block_id must be unique [json-pointer:/blocks]"
    }

    private var flaw: (words: String, place: String)? {
        guard Self.types.contains(type) else { return ("unsupported type: \(type)", "/type") }
        if let blockID, blockID.count > 255 { return ("must be less than 256 characters", "/block_id") }
        switch type {
        case "header":
            guard text?.type == "plain_text" else { return ("must be of type plain_text", "/text") }
            return Self.flaw(of: text, limit: 150).map { ($0, "/text/text") }
        case "section":
            if let text {
                guard ["mrkdwn", "plain_text"].contains(text.type) else {
                    return ("unsupported type: \(text.type)", "/text/type")
                }
                if let words = Self.flaw(of: text, limit: 3_000) { return (words, "/text/text") }
            }
            guard let fields else { return text == nil ? ("missing required field: text or fields", "") : nil }
            guard (1...10).contains(fields.count) else { return ("no more than 10 items allowed", "/fields") }
            return fields.lazy.compactMap { Self.flaw(of: $0, limit: 2_000) }.first.map { ($0, "/fields") }
        case "context":
            guard let elements, !elements.isEmpty else { return ("missing required field: elements", "") }
            guard elements.count <= 10 else { return ("no more than 10 items allowed", "/elements") }
            guard elements.allSatisfy({ ["mrkdwn", "plain_text", "image"].contains($0.type) }) else {
                return ("unsupported type", "/elements")
            }
            return elements.contains { $0.type != "image" && ($0.words ?? "").isEmpty }
                ? ("must be more than 0 characters", "/elements") : nil
        case "actions":
            return (1...25).contains(elements?.count ?? 0) ? nil : ("between 1 and 25 items allowed", "/elements")
        default: return nil
        }
    }

    private static func flaw(of text: Text?, limit: Int) -> String? {
        let count = (text?.text ?? "").unicodeScalars.count
        if count == 0 { return "must be more than 0 characters" }
        return count > limit ? "must be less than \(limit + 1) characters" : nil
    }
}
