// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A Mastodon instance, as far as posting goes: `/mastodon/api/v1/statuses`, `accounts/verify_credentials` and
/// `/mastodon/api/v2/instance`.
///
/// An `Idempotency-Key` is good for an hour: a repeat gets the first post again. A reply to a post that is not there is
/// refused, as is a post over the instance's limit.
package struct MastodonDialect: ProviderDialect {
    package let prefix = "/mastodon/"
    let longest: Int
    let addressLength: Int
    private let tokens: AcceptedKeys
    private let readers: Set<String>
    private let calls: WindowLimit
    private let statuses: WindowLimit
    private let book = PostBook()
    private let repeats = RepeatMemory(for: .seconds(3_600))

    /// - Parameters:
    ///   - tokens: access tokens of accounts; nil for any that is well formed.
    ///   - readers: those of them that lack the scope `write:statuses`.
    ///   - longest: characters of a post.
    ///   - addressLength: what an address counts for.
    ///   - postsPerThreeHours: of one account.
    package init(
        tokens: Set<String>? = nil,
        readers: Set<String> = [],
        longest: Int = 500,
        addressLength: Int = 23,
        postsPerThreeHours: Int = 300
    ) {
        self.tokens = AcceptedKeys(tokens)
        self.readers = readers
        self.longest = longest
        self.addressLength = addressLength
        self.calls = WindowLimit(300, every: .seconds(300))
        self.statuses = WindowLimit(postsPerThreeHours, every: .seconds(10_800))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        repeats.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        if call.route == "GET api/v2/instance" { return instance }
        guard call.parts.starts(with: ["api", "v1"]) else { return missing }
        guard let token = call.bearer else { return refusal(401, "This method requires an authenticated user") }
        guard tokens.accept(token) else { return refusal(401, "The access token is invalid") }
        let reading = calls.take(for: token, at: call.now)
        guard !reading.isOver else { return refusal(429, "Too many requests", headers(reading)) }
        switch (call.method, call.parts.dropFirst(2).first, call.parts.count) {
        case ("GET", "accounts", 4) where call.parts[3] == "verify_credentials": return .json(200, account)
        case ("GET", "statuses", 4): return book[call.parts[3]].map { .json(200, status($0, call.now)) } ?? missing
        case (_, "statuses", _) where readers.contains(token):
            return refusal(403, "This action is outside the authorized scopes")
        case ("POST", "statuses", 3): return publish(call, token)
        case ("PUT", "statuses", 4): return edit(call)
        case ("DELETE", "statuses", 4):
            guard let post = book[call.parts[3]], book.remove(post.id) else { return missing }
            return .json(200, status(post, call.now))
        default: return missing
        }
    }

    private var missing: SinkAnswer { refusal(404, "Record not found") }

    private func publish(_ call: ProviderRequest, _ token: String) -> SinkAnswer {
        let key = call.header("idempotency-key").map { "\(token) \($0)" }
        if let key, let id = repeats.id(for: key, at: call.now), let post = book[id] {
            return .json(200, status(post, call.now))
        }
        let draft: MastodonDraft
        do throws(MastodonDraft.Flaw) {
            draft = try MastodonDraft(call, longest: longest, addressLength: addressLength)
        } catch {
            return refusal(422, "Validation failed: \(error.words)")
        }
        if let parent = draft.parent, book[parent] == nil {
            return refusal(404, "The post you are trying to reply to does not appear to exist.")
        }
        let reading = statuses.take(for: token, at: call.now)
        guard !reading.isOver else { return refusal(429, "Too many requests", headers(reading)) }
        let post = book.add { number in
            ProviderPost(
                provider: "mastodon",
                place: "timeline",
                id: "\(112_600_000_000_000_000 + number)",
                parent: draft.parent,
                text: draft.plain,
                note: draft.visibility
            )
        }
        if let key { repeats.keep(post.id, for: key, at: call.now) }
        return .json(200, headers: headers(reading), status(post, call.now))
    }

    private func edit(_ call: ProviderRequest) -> SinkAnswer {
        guard let old = book[call.parts[3]] else { return missing }
        let draft: MastodonDraft
        do throws(MastodonDraft.Flaw) {
            draft = try MastodonDraft(call, longest: longest, addressLength: addressLength)
        } catch {
            return refusal(422, "Validation failed: \(error.words)")
        }
        // What changes nothing is no edit.
        let post = old.text == draft.plain ? old : book.edit(old.id, draft.plain) ?? old
        return .json(200, status(post, call.now))
    }
}
