// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Slack's Web API, as far as a bot posts, threads and edits with it, and incoming webhooks.
///
/// `/slack/api/chat.postMessage`, `chat.update`, `chat.delete`, `auth.test` and `/slack/services/T…/B…/…`. Bodies must
/// be JSON: forms, which Slack takes as well, are refused.
package struct SlackDialect: ProviderDialect {
    package let prefix = "/slack/"
    private let token: String
    private let webhook: String
    private let refusals: [String: String]
    private let quota: PaceLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - token: the bot's, which requests must bear.
    ///   - webhook: what stands behind `/slack/services/`.
    ///   - refusals: by a channel's id or name, the error that posting to it meets, such as `is_archived`.
    ///   - burst: how many messages a channel takes at once, before it takes one a second; 0 for any number.
    package init(
        token: String = "xoxb-simulator",
        webhook: String = "T00000001/B00000001/simulator",
        refusals: [String: String] = [:],
        burst: Int = 5
    ) {
        self.token = token
        self.webhook = webhook
        self.refusals = refusals
        self.quota = PaceLimit(burst, every: .seconds(1))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        switch request.parts.first {
        case "services": return answerWebhook(request)
        case "api" where request.parts.count == 2: return answerCall(request, request.parts[1])
        default: return .status(404)
        }
    }

    private func answerWebhook(_ request: ProviderRequest) -> SinkAnswer {
        let name = request.parts.dropFirst().joined(separator: "/")
        let known = webhook.split(separator: "/")
        guard name == webhook else {
            let isHook = name.split(separator: "/").prefix(2) == known.prefix(2)
            return isHook ? .status(403, body: "invalid_token") : .status(404, body: "no_service")
        }
        if let word = refusals["webhook"] { return .status(Self.webhookStatus[word] ?? 400, body: word) }
        guard request.method == "POST", request.mediaType == "application/json",
            let message = try? request.body(as: SlackMessage.self)
        else { return .status(400, body: "invalid_payload") }
        if let word = message.flaw?.word { return .status(400, body: word == "no_text" ? word : "invalid_blocks") }
        if let wait = quota.take("webhook", at: request.now).wait {
            return .status(429, body: "rate_limited", retryAfter: wait.pauseSeconds)
        }
        book.add { number in
            ProviderPost(
                provider: "slack",
                place: "webhook",
                id: "webhook/\(number)",
                text: message.plain,
                note: message.note
            )
        }
        return .status(200, headers: [SinkHeader("content-type", "text/html")], body: "ok")
    }

    private static let webhookStatus = [
        "channel_is_archived": 410, "channel_not_found": 404, "action_prohibited": 403, "no_service": 404,
        "no_active_hooks": 404, "rollup_error": 500,
    ]

    private func answerCall(_ request: ProviderRequest, _ name: String) -> SinkAnswer {
        guard Self.calls.contains(name) else { return refuse("unknown_method") }
        guard let bearer = request.credential("Bearer") else { return refuse("not_authed") }
        guard bearer == token else { return refuse("invalid_auth") }
        if name == "auth.test" {
            return .json(
                200,
                SlackAnswer.Identity(
                    ok: true,
                    url: "https://simulator.slack.com/",
                    team: "Simulator",
                    user: "belfry",
                    team_id: "T00000001",
                    user_id: "U00000001",
                    bot_id: "B00000001"
                )
            )
        }
        guard request.method == "POST", request.mediaType == "application/json" else {
            return refuse("invalid_post_type")
        }
        let message: SlackMessage
        do throws(ProviderRequest.Flaw) {
            message = try request.body(as: SlackMessage.self)
        } catch {
            switch error {
            case .notJSON: return refuse("invalid_json")
            case .wrong(let field) where field.hasPrefix("blocks"):
                return refuse("invalid_blocks_format", "failed to read [json-pointer:/\(field)]")
            case .wrong(let field): return refuse("invalid_arguments", "wrong kind of value: \(field)")
            }
        }
        guard let channel = message.channel else {
            return refuse("invalid_arguments", "missing required field: channel")
        }
        guard let id = Self.id(of: channel) else { return refuse("channel_not_found") }
        if let word = refusals[channel] ?? refusals[id] { return refuse(word) }
        if let wait = quota.take(id, at: request.now).wait {
            let pause = SinkHeader("retry-after", "\(wait.pauseSeconds)")
            return .json(429, headers: [pause], SlackAnswer.Refusal("ratelimited"))
        }
        switch name {
        case "chat.postMessage": return post(message, channel, id, request)
        case "chat.update": return update(message, id)
        default:
            guard book.remove("\(id)/\(message.ts ?? "")") else { return refuse("message_not_found") }
            return .json(200, SlackAnswer.Posted(ok: true, channel: id, ts: message.ts ?? ""))
        }
    }

    private static let calls: Set = ["auth.test", "chat.postMessage", "chat.update", "chat.delete"]

    private func post(
        _ message: SlackMessage,
        _ channel: String,
        _ id: String,
        _ request: ProviderRequest
    ) -> SinkAnswer {
        if let flaw = message.flaw { return refuse(flaw.word, flaw.detail) }
        if let parent = message.threadTS {
            guard let first = book["\(id)/\(parent)"] else { return refuse("thread_not_found") }
            guard first.parent == nil else { return refuse("cannot_reply_to_message") }
        }
        // Known by the name under which it was first written to.
        let place = book.posts.first { $0.id.hasPrefix("\(id)/") }?.place ?? channel
        let post = book.add { number in
            ProviderPost(
                provider: "slack",
                place: place,
                id: "\(id)/\(request.now.unixSeconds).\(ChatText.padded(number % 1_000_000, 6))",
                parent: message.threadTS.map { "\(id)/\($0)" },
                text: message.plain,
                note: message.note
            )
        }
        return .json(200, SlackAnswer.Posted(ok: true, channel: id, ts: String(post.id.dropFirst(id.count + 1))))
    }

    private func update(_ message: SlackMessage, _ id: String) -> SinkAnswer {
        guard let ts = message.ts else { return refuse("invalid_arguments", "missing required field: ts") }
        guard book["\(id)/\(ts)"] != nil else { return refuse("message_not_found") }
        if let flaw = message.flaw { return refuse(flaw.word, flaw.detail) }
        // Where posting cuts a text that is too long, changing refuses it.
        if (message.text ?? "").unicodeScalars.count > 4_000 { return refuse("msg_too_long") }
        _ = book.edit("\(id)/\(ts)", message.plain)
        return .json(200, SlackAnswer.Posted(ok: true, channel: id, ts: ts))
    }

    private func refuse(_ word: String, _ detail: String? = nil) -> SinkAnswer {
        .json(200, SlackAnswer.Refusal(word, detail))
    }

    /// A channel's id by its id or its name; nil for what can be neither.
    private static func id(of channel: String) -> String? {
        let isID =
            "CDG".contains(channel.prefix(1)) && (9...12).contains(channel.utf8.count)
            && channel.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        if isID { return channel }
        let name = channel.drop { $0 == "#" }
        let isName =
            (1...80).contains(name.count)
            && name.allSatisfy { $0.isNumber || $0 == "-" || $0 == "_" || $0.isLetter && !$0.isUppercase }
        guard isName else { return nil }
        return "C" + ChatText.padded(Int(ChatText.number(of: String(name)) % 10_000_000_000), 10)
    }
}
