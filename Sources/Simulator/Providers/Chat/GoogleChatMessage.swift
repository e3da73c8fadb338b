// SPDX-License-Identifier: Apache-2.0

/// The body of a request to a webhook of Google Chat.
struct GoogleChatMessage: Decodable {
    struct Thread: Decodable { var threadKey: String? }

    /// Counted, not looked into.
    struct Card: Decodable {}

    var text: String?
    var cardsV2: [Card]?
    var thread: Thread?

    private static let options: Set = [
        "MESSAGE_REPLY_OPTION_UNSPECIFIED", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD", "REPLY_MESSAGE_OR_FAIL",
    ]

    /// What is wrong with it, or with the parameters that came with it.
    func flaw(_ query: [String: String]) -> String? {
        if (text ?? "").isEmpty, (cardsV2 ?? []).isEmpty { return "Message cannot be empty." }
        if let key = thread?.threadKey, !(1...4_000).contains(key.count) {
            return "The thread key must have 1 to 4000 characters."
        }
        if let option = query["messageReplyOption"], !Self.options.contains(option) {
            return "Invalid value at 'message_reply_option'."
        }
        guard let id = query["messageId"] else { return nil }
        let isID =
            id.hasPrefix("client-") && id.utf8.count <= 63
            && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        return isID ? nil : "Invalid message ID."
    }

    var plain: String {
        let words = ChatText.withoutAngles(text ?? "")
        return words.isEmpty ? "(a card)" : words
    }

    var note: String? { ChatText.callNote((text ?? "").contains("<users/all>")) }
}

/// What Google Chat tells a webhook of the message that it wrote.
struct GoogleChatPosted: Encodable {
    struct Thread: Encodable {
        var name: String
        var threadKey: String?
    }

    var name: String
    var thread: Thread
}

/// Why Google Chat refuses a request.
struct GoogleChatRefusal: Encodable {
    var code: Int
    var message: String
    var status: String
}
