// SPDX-License-Identifier: Apache-2.0

import Announcement

/// The Threads API: a text becomes a container (`/threads/v1.0/USER/threads`), and a container is published once
/// (`/threads/v1.0/USER/threads_publish`).
package struct ThreadsDialect: ProviderDialect {
    package let prefix = "/threads/"
    private let tokens: GraphTokens
    private let containers: ThreadsContainers
    private let postsPerDay: Int
    private let repliesPerDay: Int
    private let fresh: WindowLimit
    private let replies: WindowLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - users: the number of the account that each token is for; nil for any.
    ///   - expired: tokens whose 60 days are over.
    ///   - readyAfter: how long a container cannot be found after it was made.
    ///   - postsPerDay: of one account, replies not among them.
    ///   - repliesPerDay: of one account.
    package init(
        users: [String: String]? = nil,
        expired: Set<String> = [],
        readyAfter: Duration = .zero,
        postsPerDay: Int = 250,
        repliesPerDay: Int = 1_000
    ) {
        self.tokens = GraphTokens(owners: users, expired: expired)
        self.containers = ThreadsContainers(readyAfter: readyAfter)
        self.postsPerDay = postsPerDay
        self.repliesPerDay = repliesPerDay
        self.fresh = WindowLimit(postsPerDay, every: .seconds(86_400))
        self.replies = WindowLimit(repliesPerDay, every: .seconds(86_400))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        containers.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        let parts = call.parts.first == "v1.0" ? Array(call.parts.dropFirst()) : call.parts
        if let refusal = tokens.problem(call) { return refusal.answer(isThreads: true) }
        guard let user = parts.first, user == "me" || !user.isEmpty && user.allSatisfy(\.isNumber) else {
            return GraphRefusal.missing.answer(isThreads: true)
        }
        let fields = call.query.merging(call.form ?? [:]) { _, form in form }
        switch (call.method, parts.count) {
        case ("GET", 1):
            guard let state = containers.state(of: user, at: call.now) else { break }
            return .json(200, ["id": .text(user), "status": .text(state)])
        case (_, 2) where user != "me" && !tokens.isFor(user, call): break
        case ("POST", 2) where parts[1] == "threads": return write(fields, call.now)
        case ("POST", 2) where parts[1] == "threads_publish": return publish(fields, by: user, call.now)
        case ("GET", 2) where parts[1] == "threads_publishing_limit": return usage(user, call.now)
        default: break
        }
        return GraphRefusal.missing.answer(isThreads: true)
    }

    private func write(_ fields: [String: String], _ now: Timestamp) -> SinkAnswer {
        if let wrong = ThreadsText.problem(fields) { return wrong.answer(isThreads: true) }
        let parent = fields["reply_to_id"].flatMap { $0.isEmpty ? nil : $0 }
        if let parent, book[parent] == nil { return GraphRefusal.noMedia.answer(isThreads: true) }
        return .json(200, ["id": .text(containers.add(fields["text"] ?? "", below: parent, at: now))])
    }

    private func publish(_ fields: [String: String], by user: String, _ now: Timestamp) -> SinkAnswer {
        guard let id = fields["creation_id"], !id.isEmpty else {
            return GraphRefusal.parameter("The parameter creation_id is required.").answer(isThreads: true)
        }
        guard let draft = containers.draft(id, at: now) else { return GraphRefusal.noMedia.answer(isThreads: true) }
        guard !(draft.parent == nil ? fresh : replies).take(for: user, at: now).isOver else {
            return GraphRefusal(4, "Application request limit reached", subcode: 2_207_051).answer(isThreads: true)
        }
        guard containers.publish(id) else { return GraphRefusal.noMedia.answer(isThreads: true) }
        let post = book.add { number in
            ProviderPost(
                provider: "threads",
                place: "timeline",
                id: "\(18_000_000_000_000_000 + number)",
                parent: draft.parent,
                text: draft.text
            )
        }
        return .json(200, ["id": .text(post.id)])
    }

    private func usage(_ user: String, _ now: Timestamp) -> SinkAnswer {
        let posted = postsPerDay - fresh.take(0, for: user, at: now).remaining
        let replied = repliesPerDay - replies.take(0, for: user, at: now).remaining
        let data: ProviderJSON = [
            [
                "quota_usage": ProviderJSON(posted),
                "config": ["quota_total": ProviderJSON(postsPerDay), "quota_duration": 86_400],
                "reply_quota_usage": ProviderJSON(replied),
                "reply_config": ["quota_total": ProviderJSON(repliesPerDay), "quota_duration": 86_400],
            ]
        ]
        return .json(200, ["data": data])
    }
}
