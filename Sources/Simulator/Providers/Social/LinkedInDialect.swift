// SPDX-License-Identifier: Apache-2.0

import Announcement

/// LinkedIn's Posts API: `/linkedin/rest/posts` and `/linkedin/v2/userinfo`.
///
/// A commentary is cut, without a word, at the first reserved character that is not escaped, as LinkedIn does.
package struct LinkedInDialect: ProviderDialect {
    package let prefix = "/linkedin/"
    private let tokens: AcceptedKeys
    private let authors: [String: Set<String>]?
    private let expired: Set<String>
    private let oldestVersion: Int
    private let limit: WindowLimit
    private let book = PostBook()
    private let texts = RepeatMemory(for: .seconds(86_400))

    private static let mostCharacters = 3_000

    /// - Parameters:
    ///   - authors: for whom each token may post, by URN; nil for any token and author.
    ///   - expired: tokens whose 60 days are over.
    ///   - oldestVersion: of the API that is still spoken.
    ///   - postsPerDay: of one token.
    package init(
        authors: [String: Set<String>]? = nil,
        expired: Set<String> = [],
        oldestVersion: Int = 202_501,
        postsPerDay: Int = 150
    ) {
        self.tokens = AcceptedKeys(authors.map { Set($0.keys) })
        self.authors = authors
        self.expired = expired
        self.oldestVersion = oldestVersion
        self.limit = WindowLimit(postsPerDay, every: .seconds(86_400))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        texts.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        guard let token = call.bearer else {
            return refusal(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", 65_604)
        }
        if expired.contains(token) {
            return refusal(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65_602)
        }
        guard tokens.accept(token) else {
            return refusal(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65_600)
        }
        switch call.route {
        case "GET v2/userinfo": return .json(200, ["sub": "status", "name": "Status"])
        case "POST rest/posts":
            if let wrong = versionProblem(call) { return wrong }
            return publish(call, token)
        default:
            return refusal(404, "RESOURCE_NOT_FOUND", "No virtual resource found", 0)
        }
    }

    private func versionProblem(_ call: ProviderRequest) -> SinkAnswer? {
        guard let header = call.header("linkedin-version") else {
            let words = "A version must be present. Please specify a version by adding the LinkedIn-Version header."
            return refusal(400, "VERSION_MISSING", words)
        }
        guard header.utf8.count == 6, let version = Int(header), (1...12).contains(version % 100) else {
            return refusal(400, "INVALID_VERSION", "Requested version \(header.prefix(20)) is not a valid version")
        }
        let today = call.now.civilTime
        guard version >= oldestVersion, version <= today.year * 100 + today.month else {
            return refusal(426, "NONEXISTENT_VERSION", "Requested version \(version)01 is not active")
        }
        guard call.header("x-restli-protocol-version") == "2.0.0" else {
            return refusal(400, "INVALID_PROTOCOL_VERSION", "X-RestLi-Protocol-Version must be 2.0.0")
        }
        return nil
    }

    private func publish(_ call: ProviderRequest, _ token: String) -> SinkAnswer {
        guard let body = call.json else { return refusal(400, "ILLEGAL_ARGUMENT", "Could not parse the body as JSON") }
        if let wrong = problem(body) { return refusal(422, "INVALID_INPUT", "ERROR :: \(wrong)") }
        let (text, author) = (body["commentary"]?.text ?? "", body["author"]?.text ?? "")
        guard authors?[token]?.contains(author) ?? true else {
            return refusal(403, "ACCESS_DENIED", "Not enough permissions to access: posts.CREATE", 100)
        }
        if let id = texts.id(for: "\(author) \(text)", at: call.now) { return duplicate(of: id) }
        guard !limit.take(for: token, at: call.now).isOver else {
            let words = "Resource level throttle limit for calls to this resource is reached."
            return refusal(429, "TOO_MANY_REQUESTS", words, 101)
        }
        let commentary = LinkedInCommentary(text)
        let post = book.add { number in
            ProviderPost(
                provider: "linkedin",
                place: author,
                id: "urn:li:share:\(7_300_000_000_000_000_000 + number)",
                text: commentary.shown,
                note: commentary.note
            )
        }
        texts.keep(post.id, for: "\(author) \(text)", at: call.now)
        return .status(201, headers: [SinkHeader("x-restli-id", post.id)])
    }

    /// What is wrong with a post, by its field.
    private func problem(_ body: ProviderJSON) -> String? {
        let author = body["author"]?.text ?? ""
        let names = ["urn:li:person:", "urn:li:organization:"].filter { author.hasPrefix($0) && author != $0 }
        if names.isEmpty { return "/author :: is not a valid URN" }
        guard let text = body["commentary"]?.text else { return "/commentary :: field is required but not found" }
        if LinkedInCommentary(text).length > Self.mostCharacters {
            return "/commentary :: is too long (maximum is \(Self.mostCharacters) characters)"
        }
        guard ["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"].contains(body["visibility"]?.text) else {
            return "/visibility :: is not an enum symbol"
        }
        guard ["MAIN_FEED", "NONE"].contains(body["distribution"]?["feedDistribution"]?.text) else {
            return "/distribution/feedDistribution :: field is required but not found"
        }
        guard ["PUBLISHED", "DRAFT"].contains(body["lifecycleState"]?.text) else {
            return "/lifecycleState :: is not an enum symbol"
        }
        return nil
    }

    private func refusal(_ status: Int, _ code: String, _ words: String, _ service: Int? = nil) -> SinkAnswer {
        var body: [String: ProviderJSON] = [
            "status": ProviderJSON(status), "code": .text(code), "message": .text(words),
        ]
        if let service { body["serviceErrorCode"] = ProviderJSON(service) }
        return .json(status, ProviderJSON.object(body))
    }

    private func duplicate(of id: String) -> SinkAnswer {
        let input: ProviderJSON = [
            "description": "Duplicate post is detected", "input": [:], "code": "DUPLICATE_POST",
        ]
        return .json(
            422,
            [
                "errorDetailType": "com.linkedin.common.error.BadRequest", "status": 422,
                "message": .text(
                    "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of \(id)"
                ),
                "errorDetails": ["inputErrors": [input]],
            ]
        )
    }
}
