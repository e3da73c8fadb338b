// SPDX-License-Identifier: Apache-2.0

/// The body of a call to the Bot API.
struct TelegramCall: Decodable {
    struct Reply: Decodable {
        var message_id: Int64
        var allow_sending_without_reply: Bool?
    }

    /// A number or, of public chats, a name.
    var chat: String?
    var thread: Int64?
    var message: Int64?
    var text: String?
    var parseMode: String?
    var reply: Reply?
    var isSilent: Bool?

    private enum CodingKeys: String, CodingKey {
        case text
        case chat = "chat_id"
        case thread = "message_thread_id"
        case message = "message_id"
        case parseMode = "parse_mode"
        case reply = "reply_parameters"
        case isSilent = "disable_notification"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.chat =
            if let number = try? values.decode(Int64.self, forKey: .chat) {
                String(number)
            } else {
                try values.decodeIfPresent(String.self, forKey: .chat)
            }
        self.thread = try values.decodeIfPresent(Int64.self, forKey: .thread)
        self.message = try values.decodeIfPresent(Int64.self, forKey: .message)
        self.text = try values.decodeIfPresent(String.self, forKey: .text)
        self.parseMode = try values.decodeIfPresent(String.self, forKey: .parseMode)
        self.reply = try values.decodeIfPresent(Reply.self, forKey: .reply)
        self.isSilent = try values.decodeIfPresent(Bool.self, forKey: .isSilent)
    }

    /// The chat's number, which names get as well; nil for what cannot be a chat.
    var chatNumber: Int64? {
        guard let chat else { return nil }
        guard chat.hasPrefix("@") else { return Int64(chat).flatMap { $0 == 0 ? nil : $0 } }
        let name = chat.dropFirst().lowercased()
        let isName =
            (4...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
        return isName ? -1_000_000_000_000 - Int64(ChatText.number(of: name) % 10_000_000_000) : nil
    }

    /// The text as readers get it, or what the API finds wrong with it.
    func words() throws(TelegramRefusal) -> String {
        let text = text ?? ""
        var plain = text
        switch parseMode?.lowercased() {
        case nil, "": break
        case "html":
            let markup = TelegramMarkup(text)
            if let flaw = markup.flaw { throw .badRequest("can't parse entities: \(flaw)") }
            plain = markup.plain
        case "markdownv2", "markdown": plain = ChatText.withoutBackslashes(text)
        default: throw .badRequest("unsupported parse_mode")
        }
        if plain.allSatisfy(\.isWhitespace) { throw .badRequest("message text is empty") }
        // After the marks are taken away, in UTF-16.
        if plain.utf16.count > 4_096 { throw .badRequest("message is too long") }
        return plain
    }
}

/// Why the Bot API refuses a call.
struct TelegramRefusal: Error, Encodable {
    struct Parameters: Encodable {
        var retry_after: Int?
        var migrate_to_chat_id: Int64?
    }

    var ok = false
    var error_code: Int
    var description: String
    var parameters: Parameters?

    init(_ code: Int, _ description: String, _ parameters: Parameters? = nil) {
        self.error_code = code
        self.description = description
        self.parameters = parameters
    }

    static func badRequest(_ words: String) -> TelegramRefusal { TelegramRefusal(400, "Bad Request: \(words)") }
}
