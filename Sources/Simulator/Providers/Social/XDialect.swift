// SPDX-License-Identifier: Apache-2.0

import Announcement

/// X's API, version 2, as far as posting goes: `/x/2/tweets` and `/x/2/users/me`.
///
/// A signature of OAuth 1.0a is checked with the secrets of the accounts that the dialect knows. A text that the account
/// has posted within twelve hours is refused as a duplicate.
package struct XDialect: ProviderDialect {
    package let prefix = "/x/"
    private let access: XAccess
    private let heaviest: Int
    private let credits: WindowLimit
    private let window: WindowLimit
    private let day: WindowLimit
    private let book = PostBook()
    private let texts = RepeatMemory(for: .seconds(43_200))

    /// - Parameters:
    ///   - accounts: whose signatures are checked; nil takes any that is well formed and fresh.
    ///   - userTokens: tokens of OAuth 2.0 that accounts have given; where nil, any that is well formed, unless there
    ///     are `accounts`.
    ///   - heaviest: the most that a post may weigh.
    ///   - postsPerWindow: of one account in a quarter of an hour.
    ///   - postsPerDay: of one account.
    ///   - credits: posts that the application has paid for.
    package init(
        accounts: [XAccount]? = nil,
        userTokens: Set<String>? = nil,
        heaviest: Int = 280,
        postsPerWindow: Int = 100,
        postsPerDay: Int = 10_000,
        credits: Int = 1_000_000
    ) {
        self.access = XAccess(accounts: accounts, userTokens: userTokens)
        self.heaviest = heaviest
        self.window = WindowLimit(postsPerWindow, every: .seconds(900))
        self.day = WindowLimit(postsPerDay, every: .seconds(86_400))
        self.credits = WindowLimit(credits, every: .seconds(31_622_400))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        texts.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        let user: String
        let mayWrite: Bool
        switch access.judge(call) {
        case .nobody: return refusal(401, "Unauthorized")
        case .application:
            let words =
                "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  "
                + "Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
            return refusal(403, "Unsupported Authentication", words, problem: "unsupported-authentication")
        case .user(let name, mayWrite: let may):
            user = name
            mayWrite = may
        }
        guard call.parts.first == "2" else { return refusal(404, "Not Found") }
        let path = Array(call.parts.dropFirst())
        switch (call.method, path.count) {
        case ("GET", 2) where path == ["users", "me"]:
            return .json(200, ["data": ["id": "2244994945", "name": "Status", "username": "status"]])
        case (_, _) where path.first == "tweets" && !mayWrite:
            let words =
                "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
            return refusal(403, "Forbidden", words, problem: "oauth1-permissions")
        case ("POST", 1) where path == ["tweets"]: return publish(call, user)
        case ("DELETE", 2) where path[0] == "tweets":
            return .json(200, ["data": ["deleted": .bool(book.remove(path[1]))]])
        default: return refusal(404, "Not Found")
        }
    }

    private func publish(_ call: ProviderRequest, _ user: String) -> SinkAnswer {
        let draft: XDraft
        do throws(XDraft.Flaw) {
            draft = try XDraft(call, heaviest: heaviest)
        } catch {
            return invalid(error)
        }
        let readings = [("x-rate-limit", window), ("x-user-limit-24hour", day)]
            .map {
                ($0.0, $0.1.take(for: user, at: call.now))
            }
        let headers = readings.flatMap { self.headers($0.0, $0.1) }
        if readings.contains(where: \.1.isOver) { return refusal(429, "Too Many Requests", headers) }
        if let parent = draft.parent, book[parent] == nil {
            let words = "You attempted to reply to a Tweet that is deleted or not visible to you."
            return refusal(403, "Forbidden", words, headers)
        }
        if texts.id(for: "\(user) \(draft.text)", at: call.now) != nil {
            return refusal(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.", headers)
        }
        guard !credits.take(at: call.now).isOver else {
            let words = "Your enrolled account does not have any credits to fulfill this request."
            return refusal(402, "CreditsDepleted", words, headers, problem: "credits")
        }
        let post = book.add { number in
            ProviderPost(
                provider: "x",
                place: "timeline",
                id: "\(1_990_000_000_000_000_000 + number)",
                parent: draft.parent,
                text: draft.text
            )
        }
        texts.keep(post.id, for: "\(user) \(draft.text)", at: call.now)
        let data: ProviderJSON = [
            "id": .text(post.id), "text": .text(post.text), "edit_history_tweet_ids": [.text(post.id)],
        ]
        return .json(201, headers: headers, ["data": data])
    }
}

extension XDialect {
    private func headers(_ family: String, _ reading: WindowLimit.Reading) -> [SinkHeader] {
        [
            SinkHeader("\(family)-limit", "\(reading.limit)"),
            SinkHeader("\(family)-remaining", "\(reading.remaining)"),
            SinkHeader("\(family)-reset", "\(reading.reset.unixSeconds)"),
        ]
    }

    private func refusal(_ status: Int, _ title: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        refusal(status, title, title, headers)
    }

    private func refusal(
        _ status: Int,
        _ title: String,
        _ words: String,
        _ headers: [SinkHeader] = [],
        problem: String? = nil
    ) -> SinkAnswer {
        let type = problem.map { "https://api.twitter.com/2/problems/\($0)" } ?? "about:blank"
        return .json(
            status,
            headers: headers,
            ["title": .text(title), "detail": .text(words), "type": .text(type), "status": ProviderJSON(status)]
        )
    }

    private func invalid(_ flaw: XDraft.Flaw) -> SinkAnswer {
        let parameters: ProviderJSON = flaw.parameter.map { .object([$0: [.text(flaw.value)]]) } ?? .object([:])
        return .json(
            400,
            [
                "errors": [["parameters": parameters, "message": .text(flaw.words)]], "title": "Invalid Request",
                "detail": "One or more parameters to your request was invalid.",
                "type": "https://api.twitter.com/2/problems/invalid-request",
            ]
        )
    }
}
