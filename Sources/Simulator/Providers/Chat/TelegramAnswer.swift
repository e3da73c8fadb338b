// SPDX-License-Identifier: Apache-2.0

/// What the Bot API answers where all is well.
struct TelegramAnswer<Result: Encodable>: Encodable {
    var ok = true
    var result: Result
}

/// The bot as the Bot API describes it.
struct TelegramBot: Encodable {
    var id = 123_456_789
    var is_bot = true
    var first_name = "Belfry"
    var username = "belfry_bot"
}

/// A message as the Bot API describes it.
struct TelegramMessage: Encodable {
    struct Chat: Encodable {
        var id: Int64
        var type: String
        var username: String?
    }

    var message_id: Int64
    var chat: Chat
    var date: Int64
    var text: String

    init(_ post: ProviderPost, _ chat: Int64, _ name: String, _ date: Int64) {
        self.message_id = post.id.split(separator: ":").last.flatMap { Int64($0) } ?? 0
        let username = name.hasPrefix("@") ? String(name.dropFirst()) : nil
        self.chat = Chat(id: chat, type: chat > 0 ? "private" : "supergroup", username: username)
        self.date = date
        self.text = post.text
    }
}
