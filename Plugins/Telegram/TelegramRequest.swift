// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The body of `sendMessage` and `editMessageText`.
struct TelegramRequest: Encodable {
    private struct Reply: Encodable {
        let message_id: Int64
        /// A first message that somebody has deleted must not keep later ones from arriving.
        let allow_sending_without_reply = true
    }

    private struct Preview: Encodable {
        let is_disabled = true
    }

    private(set) var chat_id: TelegramChat.ID
    private var message_thread_id: Int64?
    private var message_id: Int64?
    private var text: String
    private var parse_mode: String? = "HTML"
    private var reply_parameters: Reply?
    private let link_preview_options = Preview()

    /// A new message, below `parent` where it can be found in the same chat.
    init(posting html: String, to chat: TelegramChat, below parent: TelegramPost?) {
        self.chat_id = chat.id
        self.message_thread_id = chat.topic
        self.text = html
        self.reply_parameters = parent.flatMap { $0.mayBe(in: chat.id) ? Reply(message_id: $0.message) : nil }
    }

    /// Other words for a message.
    init(editing post: TelegramPost, to html: String) {
        self.chat_id = .number(post.chat)
        self.message_id = post.message
        self.text = html
    }

    /// The same without a mark, where the server finds fault with the marks.
    mutating func becomePlain() {
        guard parse_mode != nil else { return }
        text = TelegramHTML.plain(text)
        parse_mode = nil
    }

    /// The same to what the chat has become: numbers of messages count in the old one only.
    mutating func move(to chat: Int64) {
        chat_id = .number(chat)
        message_thread_id = nil
        reply_parameters = nil
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
