// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Telegram's Bot API: `/telegram/bot…/sendMessage`, `editMessageText`, `deleteMessage` and `getMe`, in JSON.
///
/// Chats with numbers above zero are people, the others groups; every chat exists, and every topic of a group.
package struct TelegramDialect: ProviderDialect {
    package let prefix = "/telegram/"
    private let token: String
    private let refusals: [String: String]
    private let migrations: [Int64: Int64]
    private let people: PaceLimit
    private let groups: PaceLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - token: the bot's, which stands in the path.
    ///   - refusals: by a chat as it is written, the description that writing there meets, such as
    ///     `Forbidden: bot was blocked by the user`.
    ///   - migrations: by a group's number, that of the supergroup which it has become.
    ///   - burst: how many messages a person takes at once, before one a second; groups take 20 and then one in three
    ///     seconds. 0 for any number everywhere.
    package init(
        token: String = "123456789:simulator",
        refusals: [String: String] = [:],
        migrations: [Int64: Int64] = [:],
        burst: Int = 5
    ) {
        self.token = token
        self.refusals = refusals
        self.migrations = migrations
        self.people = PaceLimit(burst, every: .seconds(1))
        self.groups = PaceLimit(burst == 0 ? 0 : 20, every: .seconds(3))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        do throws(TelegramRefusal) {
            return try answer(ProviderRequest(request, below: prefix))
        } catch {
            return .json(error.error_code, error)
        }
    }

    private func answer(_ request: ProviderRequest) throws(TelegramRefusal) -> SinkAnswer {
        guard request.parts.count == 2, request.parts[0].hasPrefix("bot"), request.parts[0].contains(":") else {
            throw TelegramRefusal(404, "Not Found")
        }
        guard request.parts[0] == "bot\(token)" else { throw TelegramRefusal(401, "Unauthorized") }
        // The API does not mind the case of its methods.
        let method = request.parts[1].lowercased()
        guard ["getme", "sendmessage", "editmessagetext", "deletemessage"].contains(method) else {
            throw TelegramRefusal(404, "Not Found: method not found")
        }
        if method == "getme" { return .json(200, TelegramAnswer(result: TelegramBot())) }
        // A body that it does not understand is to it as if there were none.
        let isJSON = request.mediaType == "application/json"
        let call: TelegramCall
        do throws(ProviderRequest.Flaw) {
            guard isJSON else { throw .notJSON }
            call = try request.body(as: TelegramCall.self)
        } catch {
            if case .wrong(let field) = error { throw .badRequest("field \"\(field)\" is of the wrong kind") }
            throw .badRequest(isJSON ? "can't parse JSON object" : "message text is empty")
        }
        guard let name = call.chat, !name.isEmpty else { throw .badRequest("chat_id is empty") }
        guard let chat = call.chatNumber else { throw .badRequest("chat not found") }
        if let words = refusals[name] ?? refusals[String(chat)] {
            throw TelegramRefusal(words.hasPrefix("Forbidden") ? 403 : 400, words)
        }
        if let other = migrations[chat] {
            throw TelegramRefusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                TelegramRefusal.Parameters(migrate_to_chat_id: other)
            )
        }
        if let wait = (chat > 0 ? people : groups).take(String(chat), at: request.now).wait {
            let pause = wait.pauseSeconds
            throw TelegramRefusal(
                429,
                "Too Many Requests: retry after \(pause)",
                TelegramRefusal.Parameters(retry_after: pause)
            )
        }
        switch method {
        case "sendmessage": return try send(call, to: chat, name, request)
        case "editmessagetext": return try edit(call, in: chat, name, request)
        default:
            guard book.remove("\(chat):\(call.message ?? 0)") else {
                throw .badRequest("message to delete not found")
            }
            return .json(200, TelegramAnswer(result: true))
        }
    }

    private func send(
        _ call: TelegramCall,
        to chat: Int64,
        _ name: String,
        _ request: ProviderRequest
    ) throws(TelegramRefusal) -> SinkAnswer {
        let text = try call.words()
        if let thread = call.thread, thread < 1 || chat > 0 { throw .badRequest("message thread not found") }
        var parent: String?
        if let reply = call.reply {
            parent = book["\(chat):\(reply.message_id)"]?.id
            guard parent != nil || reply.allow_sending_without_reply == true else {
                throw .badRequest("message to be replied not found")
            }
        }
        let post = book.add { number in
            ProviderPost(
                provider: "telegram",
                place: name + (call.thread.map { "/\($0)" } ?? ""),
                id: "\(chat):\(number)",
                parent: parent,
                text: text,
                note: call.isSilent == true ? "without a sound" : nil
            )
        }
        return .json(200, TelegramAnswer(result: TelegramMessage(post, chat, name, request.now.unixSeconds)))
    }

    private func edit(
        _ call: TelegramCall,
        in chat: Int64,
        _ name: String,
        _ request: ProviderRequest
    ) throws(TelegramRefusal) -> SinkAnswer {
        guard let message = call.message else { throw .badRequest("message identifier is not specified") }
        guard let old = book["\(chat):\(message)"] else { throw .badRequest("message to edit not found") }
        let text = try call.words()
        guard text != old.text else {
            throw .badRequest(
                "message is not modified: specified new message content and reply markup are exactly the same as a"
                    + " current content and reply markup of the message"
            )
        }
        guard let post = book.edit(old.id, text) else { throw .badRequest("message to edit not found") }
        return .json(200, TelegramAnswer(result: TelegramMessage(post, chat, name, request.now.unixSeconds)))
    }
}
