// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A personal data server of the AT Protocol, as far as posting on Bluesky goes: `/bluesky/xrpc/com.atproto.…`.
///
/// A record that is put again under its key is the same record. Access tokens end, with the status 400 and the error
/// `ExpiredToken`; a refresh token is good once. A facet that misses the text is noted: readers' programs ignore it.
package struct BlueskyDialect: ProviderDialect {
    package let prefix = "/bluesky/"
    let accounts: BlueskyAccounts
    let book = PostBook()
    let repository = BlueskyRepository()
    private let sessions: BlueskySessions
    private let logins: [SocialLimit]
    private let points: [SocialLimit]

    /// - Parameters:
    ///   - passwords: app passwords by handle; nil for any.
    ///   - takenDown: handles of accounts that are closed.
    ///   - accessLife: how long an access token lasts.
    ///   - pointsPerHour: of one account; a new record costs 3, a changed one 2.
    package init(
        passwords: [String: String]? = nil,
        takenDown: Set<String> = [],
        accessLife: Duration = .seconds(7_200),
        pointsPerHour: Int = 5_000
    ) {
        self.accounts = BlueskyAccounts(passwords: passwords, takenDown: takenDown)
        self.sessions = BlueskySessions(life: accessLife)
        self.logins = [SocialLimit(30, seconds: 300), SocialLimit(300, seconds: 86_400)]
        self.points = [SocialLimit(pointsPerHour, seconds: 3_600), SocialLimit(35_000, seconds: 86_400)]
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        repository.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        guard call.parts.count == 2, call.parts[0] == "xrpc", call.parts[1].hasPrefix("com.atproto.") else {
            return refusal(404, "NotFound", "Not Found")
        }
        let name = String(call.parts[1].dropFirst("com.atproto.".count))
        let isRead = ["server.getSession", "repo.getRecord"].contains(name)
        let writes: Set = [
            "server.createSession", "server.refreshSession", "repo.createRecord", "repo.putRecord", "repo.deleteRecord",
        ]
        guard isRead || writes.contains(name) else {
            return refusal(501, "MethodNotImplemented", "Method Not Implemented")
        }
        guard call.method == (isRead ? "GET" : "POST") else {
            return invalid("Incorrect HTTP method (\(call.method)) expected \(isRead ? "GET" : "POST")", 405)
        }
        switch name {
        case "server.createSession": return logIn(call)
        case "server.refreshSession": return renew(call)
        case "repo.getRecord": return read(call)
        default: break
        }
        guard let token = call.bearer else { return refusal(401, "AuthMissing", "Authentication Required") }
        let handle: String
        switch sessions.standing(of: token, at: call.now) {
        case .good(let name): handle = name
        case .expired: return refusal(400, "ExpiredToken", "Token has expired")
        case .unknown: return refusal(400, "InvalidToken", "Token could not be verified")
        }
        let did = accounts.did(of: handle)
        if name == "server.getSession" {
            return .json(200, ["did": .text(did), "handle": .text(handle), "active": true])
        }
        guard let body = call.json else { return wrongEncoding(call) }
        guard body["repo"]?.text == did || body["repo"]?.text == handle else {
            return refusal(401, "AuthenticationRequired", "Authentication Required")
        }
        let cost = name == "repo.createRecord" ? 3 : name == "repo.deleteRecord" ? 1 : 2
        let reading = SocialLimit.take(cost, of: points, for: did, at: call.now)
        let headers = limits(reading)
        guard !reading.isOver else { return refusal(429, "RateLimitExceeded", "Rate Limit Exceeded", headers) }
        return write(name, body, by: did, headers)
    }
}

// MARK: Sessions

extension BlueskyDialect {
    private func logIn(_ call: ProviderRequest) -> SinkAnswer {
        guard let body = call.json else { return wrongEncoding(call) }
        for field in ["identifier", "password"] where body[field]?.text == nil {
            return invalid("Input must have the property \"\(field)\"")
        }
        let identifier = body["identifier"]?.text ?? ""
        let reading = SocialLimit.take(of: logins, for: identifier, at: call.now)
        let headers = limits(reading)
        guard !reading.isOver else { return refusal(429, "RateLimitExceeded", "Rate Limit Exceeded", headers) }
        guard let handle = accounts.handle(of: identifier, password: body["password"]?.text ?? "") else {
            return refusal(401, "AuthenticationRequired", "Invalid identifier or password", headers)
        }
        guard !accounts.takenDown.contains(handle) else {
            return refusal(401, "AccountTakedown", "Account has been taken down", headers)
        }
        return session(sessions.open(for: handle, at: call.now), headers)
    }

    private func renew(_ call: ProviderRequest) -> SinkAnswer {
        guard call.raw.bodySize == 0 else { return invalid("A request body was provided when none was expected") }
        guard let token = call.bearer else { return refusal(401, "AuthMissing", "Authentication Required") }
        switch sessions.renew(token, at: call.now) {
        case .session(let fresh): return session(fresh, [])
        case .used: return refusal(400, "ExpiredToken", "Token has been revoked")
        case .unknown: return refusal(400, "InvalidToken", "Token could not be verified")
        }
    }

    private func session(_ session: BlueskySessions.Session, _ headers: [SinkHeader]) -> SinkAnswer {
        .json(
            200,
            headers: headers,
            [
                "accessJwt": .text(session.access), "refreshJwt": .text(session.refresh),
                "did": .text(accounts.did(of: session.handle)), "handle": .text(session.handle), "active": true,
            ]
        )
    }
}

// MARK: Answers

extension BlueskyDialect {
    func refusal(_ status: Int, _ error: String, _ words: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, ["error": .text(error), "message": .text(words)])
    }

    func invalid(_ words: String, _ status: Int = 400) -> SinkAnswer { refusal(status, "InvalidRequest", words) }

    private func wrongEncoding(_ call: ProviderRequest) -> SinkAnswer {
        if call.raw.bodySize == 0 { return invalid("A request body is expected but none was provided") }
        if call.mediaType == "application/json" { return invalid("Unable to parse the request's body as JSON") }
        return invalid("Wrong request encoding (Content-Type): \(call.mediaType)")
    }

    private func limits(_ reading: SocialLimit.Reading) -> [SinkHeader] {
        [
            SinkHeader("ratelimit-limit", "\(reading.limit)"),
            SinkHeader("ratelimit-remaining", "\(reading.remaining)"),
            SinkHeader("ratelimit-reset", "\(reading.reset.unixSeconds)"),
            SinkHeader("ratelimit-policy", "\(reading.limit);w=\(reading.seconds)"),
        ]
    }
}
