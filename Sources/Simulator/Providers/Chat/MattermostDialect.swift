// SPDX-License-Identifier: Apache-2.0

/// A Mattermost server: incoming webhooks, and posts with threads and changes by a bot's token.
///
/// `/mattermost/hooks/KEY`; `/mattermost/api/v4/posts`, `posts/ID/patch` and `users/me`.
package struct MattermostDialect: ProviderDialect {
    package let prefix = "/mattermost/"
    private let token: String
    private let hook: String
    private let channels: Set<String>?
    private let quota: PaceLimit
    private let book = PostBook()

    /// Of a post; webhooks' longer ones are split.
    private static let mostCharacters = 16_383

    /// - Parameters:
    ///   - token: the bot's, which requests to the API must bear.
    ///   - hook: the webhook's key.
    ///   - channels: ids of those that the bot is in; nil for all.
    ///   - burst: how many requests the server takes at once, before ten a second; 0 for any number.
    package init(
        token: String = "simulatortoken",
        hook: String = "simulatorhook",
        channels: Set<String>? = nil,
        burst: Int = 100
    ) {
        self.token = token
        self.hook = hook
        self.channels = channels
        self.quota = PaceLimit(burst, every: .milliseconds(100))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        let verdict = quota.take("server", at: request.now)
        if let wait = verdict.wait {
            let headers = [
                SinkHeader("x-ratelimit-limit", "\(quota.burst)"), SinkHeader("x-ratelimit-remaining", "0"),
                SinkHeader("x-ratelimit-reset", "\(wait.pauseSeconds)"),
                SinkHeader("retry-after", "\(wait.pauseSeconds)"),
            ]
            return .status(429, headers: headers, body: "limit exceeded")
        }
        if request.parts.count == 2, request.parts[0] == "hooks" { return answerHook(request) }
        guard request.parts.starts(with: ["api", "v4"]) else {
            return refuse(404, "api.context.404.app_error", "Sorry, we could not find the page.")
        }
        guard request.credential("Bearer") == token else {
            return refuse(
                401,
                "api.context.session_expired.app_error",
                "Invalid or expired session, please login again."
            )
        }
        let path = Array(request.parts.dropFirst(2))
        switch (request.method, path.count) {
        case ("GET", 2) where path == ["users", "me"]:
            return .json(200, ["id": Self.id(0), "username": "belfry"])
        case ("POST", 1) where path == ["posts"]: return read(request) { post($0, at: request) }
        case ("PUT", 3) where path[0] == "posts" && path[2] == "patch":
            return read(request) { change($0, path[1]) }
        default: return refuse(404, "api.context.404.app_error", "Sorry, we could not find the page.")
        }
    }

    private func answerHook(_ request: ProviderRequest) -> SinkAnswer {
        guard request.parts[1] == hook else {
            return refuse(404, "web.incoming_webhook.invalid.app_error", "Invalid webhook.")
        }
        guard request.method == "POST", request.mediaType == "application/json",
            let message = try? request.body(as: MattermostMessage.self)
        else {
            return refuse(400, "web.incoming_webhook.parse.app_error", "Unable to parse incoming data.")
        }
        let text = message.text ?? ""
        guard !text.isEmpty || !(message.attachments ?? []).isEmpty else {
            return refuse(400, "web.incoming_webhook.text.app_error", "No text specified.")
        }
        if let kind = message.type, !kind.isEmpty, !kind.hasPrefix("custom_") {
            return refuse(400, "model.post.is_valid.type.app_error", "Invalid type.")
        }
        // The server splits what is too long.
        var rest = Array(text.unicodeScalars)[...]
        repeat {
            let piece = String(String.UnicodeScalarView(rest.prefix(Self.mostCharacters)))
            rest = rest.dropFirst(Self.mostCharacters)
            keep(message.plain(piece), in: message.channel ?? "webhook", below: nil)
        } while !rest.isEmpty
        return .status(200, headers: [SinkHeader("content-type", "text/plain")], body: "ok")
    }

    private func read(_ request: ProviderRequest, _ use: (MattermostMessage) -> SinkAnswer) -> SinkAnswer {
        guard let message = try? request.body(as: MattermostMessage.self) else {
            return refuse(400, "api.context.invalid_body_param.app_error", "Invalid or missing post in request body.")
        }
        if (message.message ?? "").unicodeScalars.count > Self.mostCharacters {
            return refuse(400, "model.post.is_valid.message_length.app_error", "Post Message property is too long.")
        }
        return use(message)
    }

    private func post(_ message: MattermostMessage, at request: ProviderRequest) -> SinkAnswer {
        guard let channel = message.channelID, Self.isID(channel) else {
            return refuse(400, "api.context.invalid_body_param.app_error", "Invalid or missing channel_id.")
        }
        guard channels?.contains(channel) ?? true else {
            return refuse(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
        }
        guard let text = message.message, !text.isEmpty else {
            return refuse(400, "api.context.invalid_body_param.app_error", "Invalid or missing message.")
        }
        if let root = message.rootID, !root.isEmpty {
            guard let first = book[root], first.parent == nil else {
                return refuse(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
            }
            guard first.place == channel else {
                let words = "Invalid ChannelId for RootId parameter."
                return refuse(500, "api.post.create_post.channel_root_id.app_error", words)
            }
        }
        let root = message.rootID.flatMap { $0.isEmpty ? nil : $0 }
        return describe(keep(message.plain(text), in: channel, below: root), 201)
    }

    private func change(_ message: MattermostMessage, _ id: String) -> SinkAnswer {
        guard Self.isID(id) else {
            return refuse(400, "api.context.invalid_url_param.app_error", "Invalid or missing post_id in request URL.")
        }
        // Of a post that is not there the server says no more than that it may not be changed.
        guard book[id] != nil else {
            return refuse(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
        }
        guard let post = message.message.map({ book.edit(id, message.plain($0)) }) ?? book[id] else {
            return refuse(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
        }
        return describe(post, 200)
    }

    @discardableResult
    private func keep(_ text: String, in place: String, below root: String?) -> ProviderPost {
        book.add { number in
            ProviderPost(
                provider: "mattermost",
                place: place,
                id: Self.id(number),
                parent: root,
                text: text,
                note: ChatText.callNote(ChatText.calls(["all", "channel", "here"], in: text))
            )
        }
    }

    private func describe(_ post: ProviderPost, _ status: Int) -> SinkAnswer {
        .json(
            status,
            ["id": post.id, "channel_id": post.place, "root_id": post.parent ?? "", "message": post.text]
        )
    }

    private func refuse(_ status: Int, _ id: String, _ words: String) -> SinkAnswer {
        .json(status, MattermostRefusal(id: id, message: words, status_code: status))
    }

    /// Ids have 26 letters and digits.
    private static func id(_ number: Int) -> String { "post" + ChatText.padded(number, 22) }

    private static func isID(_ text: String) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
}
