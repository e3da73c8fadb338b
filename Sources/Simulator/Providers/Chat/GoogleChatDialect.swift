// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Google Chat's incoming webhooks: `/google-chat/v1/spaces/SPACE/messages?key=…&token=…`, with threads by key.
///
/// A repeated `requestId` gets the first one's message. Every space exists unless spaces are named.
package final class GoogleChatDialect: ProviderDialect {
    package let prefix = "/google-chat/"
    private let key: String
    private let token: String
    private let spaces: Set<String>?
    private let quota: PaceLimit
    private let book = PostBook()
    private let state = Mutex(State())

    private struct State {
        /// By space and key, the thread's name.
        var threads: [String: String] = [:]
        /// By space and `requestId`, the answer.
        var answers: [String: GoogleChatPosted] = [:]
    }

    private static let mostRemembered = 20_000
    private static let mostBytes = 32_000

    /// - Parameters:
    ///   - key: what `key` must be.
    ///   - token: what `token` must be.
    ///   - spaces: those that are there; nil for all.
    ///   - burst: how many messages a space takes at once, before one a second; 0 for any number.
    package init(
        key: String = "simulator",
        token: String = "simulator",
        spaces: Set<String>? = nil,
        burst: Int = 60
    ) {
        self.key = key
        self.token = token
        self.spaces = spaces
        self.quota = PaceLimit(burst, every: .seconds(1))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        state.withLock { $0 = State() }
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        let path = request.parts
        guard path.count == 4, path[0] == "v1", path[1] == "spaces", path[3] == "messages", request.method == "POST"
        else { return refuse(404, "NOT_FOUND", "The requested URL was not found on this server.") }
        guard request.query["key"] == key else {
            return refuse(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
        }
        guard let given = request.query["token"] else {
            return refuse(401, "UNAUTHENTICATED", "Request is missing required authentication credential.")
        }
        guard given == token else { return refuse(401, "UNAUTHENTICATED", "The request's token is not valid.") }
        let space = path[2]
        guard spaces?.contains(space) ?? !space.isEmpty else { return refuse(404, "NOT_FOUND", "Space not found.") }
        return post(request, space)
    }

    private func post(_ request: ProviderRequest, _ space: String) -> SinkAnswer {
        let once = request.query["requestId"].map { "\(space) \($0)" }
        if let once, let answer = state.withLock({ $0.answers[once] }) { return .json(200, answer) }
        if quota.take(space, at: request.now).wait != nil {
            return refuse(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
        }
        guard request.mediaType == "application/json", let message = try? request.body(as: GoogleChatMessage.self)
        else {
            return refuse(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
        }
        if let flaw = message.flaw(request.query) { return refuse(400, "INVALID_ARGUMENT", flaw) }
        // Cards count as well.
        if request.raw.bodySize > Self.mostBytes {
            return refuse(400, "INVALID_ARGUMENT", "Message cannot be larger than 32,000 bytes.")
        }
        let option = request.query["messageReplyOption"] ?? "MESSAGE_REPLY_OPTION_UNSPECIFIED"
        let isReply = option.hasPrefix("REPLY_MESSAGE")
        // Without the option a thread's key counts for nothing.
        let threadKey = isReply ? message.thread?.threadKey ?? request.query["threadKey"] : nil
        let thread = threadKey.flatMap { key in state.withLock { $0.threads["\(space) \(key)"] } }
        if option == "REPLY_MESSAGE_OR_FAIL", thread == nil {
            return refuse(404, "NOT_FOUND", "The thread was not found.")
        }
        let post = book.add { number in
            ProviderPost(
                provider: "google-chat",
                place: "spaces/\(space)",
                id: "spaces/\(space)/messages/\(thread ?? "m\(number)").m\(number)",
                parent: thread.map { "spaces/\(space)/messages/\($0).\($0)" },
                text: message.plain,
                note: message.note
            )
        }
        let name = thread ?? String(post.id.split(separator: ".").last ?? "")
        let answer = GoogleChatPosted(
            name: post.id,
            thread: GoogleChatPosted.Thread(name: "spaces/\(space)/threads/\(name)", threadKey: threadKey)
        )
        state.withLock { state in
            if state.threads.count + state.answers.count > Self.mostRemembered { state = State() }
            if let threadKey { state.threads["\(space) \(threadKey)"] = name }
            if let once { state.answers[once] = answer }
        }
        return .json(200, answer)
    }

    private func refuse(_ code: Int, _ status: String, _ words: String) -> SinkAnswer {
        .json(code, ["error": GoogleChatRefusal(code: code, message: words, status: status)])
    }
}
