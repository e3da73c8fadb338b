// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Firebase Cloud Messaging (HTTP v1), `/v1/projects/PROJECT/messages:send` there or below its prefix, with Google's token
/// endpoint `/fcm/token`.
///
/// An access token has to have come from that endpoint, and lasts as long as it says. A registration that begins with
/// `gone`, `foreign` or `bad` is unregistered, another project's, or none at all.
package struct FCMDialect: ProviderDialect {
    package let prefix = "/fcm/"
    private let account: GoogleAccount?
    private let tokens: GoogleTokens
    private let project: WindowLimit
    private let targets: PaceLimit
    let book = PostBook()

    /// - Parameters:
    ///   - account: whose project and key it knows; nil for any, whose assertions' signatures are then not looked at.
    ///   - accessLife: how long an access token lasts.
    ///   - requestsPerMinute: how many requests a project may make.
    ///   - perTarget: how many messages a device or topic takes in a minute; 0 for any number, as Google names none.
    package init(
        account: GoogleAccount? = nil,
        accessLife: Duration = .seconds(3_599),
        requestsPerMinute: Int = 600_000,
        perTarget: Int = 0
    ) {
        self.account = account
        self.tokens = GoogleTokens(account: account, life: accessLife)
        self.project = WindowLimit(requestsPerMinute, every: .seconds(60))
        self.targets = PaceLimit(perTarget, every: .milliseconds(perTarget > 0 ? 60_000 / perTarget : 0))
    }

    package func serves(_ method: String, _ path: String) -> Bool {
        path.hasPrefix(prefix) || path.hasPrefix("/v1/projects/")
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        if request.parts == ["token"] { return tokens.answer(request) }
        guard request.parts.count == 4, request.parts[0] == "v1", request.parts[1] == "projects",
            request.parts[3] == "messages:send", request.method == "POST"
        else { return .json(404, FCMRefusal(404, "NOT_FOUND", "Requested entity was not found.")) }
        guard tokens.accept(request.bearer, at: request.now) else {
            let words = "Request had invalid authentication credentials. Expected OAuth 2 access token."
            return .json(401, FCMRefusal(401, "UNAUTHENTICATED", words))
        }
        let name = request.parts[2]
        guard account == nil || name == account?.project else {
            let words = "Permission 'cloudmessaging.messages.create' denied on resource '//projects/\(name)'."
            return .json(403, FCMRefusal(403, "PERMISSION_DENIED", words))
        }
        // What is refused below counts as well.
        let reading = project.take(for: name, at: request.now)
        guard !reading.isOver else {
            let wait = (reading.reset - request.now).pauseSeconds
            let refusal = FCMRefusal(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for the project.",
                code: "QUOTA_EXCEEDED"
            )
            return .json(429, headers: [SinkHeader("retry-after", String(wait))], refusal)
        }
        do throws(FCMRefusal) {
            let id = try send(request)
            return .json(200, ["name": "projects/\(name)/messages/\(id)"])
        } catch {
            return .json(error.status, error)
        }
    }

    private func send(_ request: ProviderRequest) throws(FCMRefusal) -> String {
        let message = try FCMMessage(request)
        if message.isForDevice, message.target.hasPrefix("gone") {
            throw FCMRefusal(404, "NOT_FOUND", "Requested entity was not found.", code: "UNREGISTERED")
        }
        if message.isForDevice, message.target.hasPrefix("foreign") {
            throw FCMRefusal(403, "PERMISSION_DENIED", "SenderId mismatch", code: "SENDER_ID_MISMATCH")
        }
        if message.isOnlyJudged { return "fake_message_id" }
        guard targets.take(message.target, at: request.now).wait == nil else {
            let words = "The \(message.isForDevice ? "device" : "topic") has been sent too many messages."
            throw FCMRefusal(429, "RESOURCE_EXHAUSTED", words, code: "QUOTA_EXCEEDED", quota: words)
        }
        // On a device, a notification takes the place of the one with the same tag.
        let label = message.tag.map { "\($0)@\(message.target)" }
        let post =
            label.flatMap { book.edit($0, message.text) }
            ?? book.add { number in
                ProviderPost(
                    provider: "fcm",
                    place: message.isForDevice ? "device \(message.target.prefix(8))…" : "topic \(message.target)",
                    id: label ?? "m\(number)",
                    text: message.text,
                    note: message.priority.map { "priority \($0)" }
                )
            }
        return "0:\(request.now.milliseconds)%\(ChatText.number(of: "\(post.id) \(post.edits)"))"
    }
}
