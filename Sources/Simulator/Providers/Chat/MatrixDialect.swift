// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A Matrix homeserver's client API: messages to rooms with threads and edits, `account/whoami`, `versions`.
///
/// A repeated transaction gets the first one's answer and makes no second event.
package final class MatrixDialect: ProviderDialect {
    package let prefix = "/matrix/"
    private let token: String
    private let user: String
    private let rooms: Set<String>?
    private let quota: PaceLimit
    private let book = PostBook()
    /// By room and transaction, the event that it made.
    private let transactions = Mutex<[String: String]>([:])

    private static let mostTransactions = 20_000
    /// Of the whole event, with what the server adds to its content.
    private static let mostBytes = 65_536
    private static let envelope = 600

    /// - Parameters:
    ///   - token: the access token that requests must bear.
    ///   - user: whose it is.
    ///   - rooms: those that the user is in; nil for all.
    ///   - burst: how many events the user sends at once, before one in five seconds; 0 for any number.
    package init(
        token: String = "syt_simulator",
        user: String = "@belfry:simulator.example",
        rooms: Set<String>? = nil,
        burst: Int = 10
    ) {
        self.token = token
        self.user = user
        self.rooms = rooms
        self.quota = PaceLimit(burst, every: .seconds(5))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        transactions.withLock { $0 = [:] }
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        let path = request.parts
        if path == ["_matrix", "client", "versions"] { return .json(200, ["versions": ["v1.1", "v1.11"]]) }
        guard path.starts(with: ["_matrix", "client", "v3"]) else { return unknown(404) }
        if path.dropFirst(3) == ["account", "whoami"] {
            guard request.method == "GET" else { return unknown(405) }
            return refusal(of: request) ?? .json(200, ["user_id": user, "device_id": "SIMULATOR"])
        }
        guard path.count == 8, path[3] == "rooms", path[5] == "send" else { return unknown(404) }
        guard request.method == "PUT" else { return unknown(405) }
        if let refusal = refusal(of: request) { return refusal }
        guard path[6] == "m.room.message" else { return refuse(403, "M_FORBIDDEN", "Messages alone may be sent.") }
        return send(request, room: path[4], transaction: path[7])
    }

    private func send(_ request: ProviderRequest, room: String, transaction: String) -> SinkAnswer {
        guard room.hasPrefix("!"), room.count > 1 else {
            return refuse(400, "M_INVALID_PARAM", "\(room) was not legal room ID or room alias")
        }
        guard rooms?.contains(room) ?? true else {
            return refuse(403, "M_FORBIDDEN", "User \(user) not in room \(room)")
        }
        let key = "\(room) \(transaction)"
        if let event = transactions.withLock({ $0[key] }) { return .json(200, ["event_id": event]) }
        if request.raw.bodySize + Self.envelope > Self.mostBytes {
            return refuse(413, "M_TOO_LARGE", "event too large")
        }
        let content: MatrixContent
        do throws(ProviderRequest.Flaw) {
            content = try request.body(as: MatrixContent.self)
        } catch {
            guard case .wrong(let field) = error else { return refuse(400, "M_NOT_JSON", "Content not JSON.") }
            return refuse(400, "M_BAD_JSON", "'\(field)' is missing or of the wrong kind")
        }
        if let flaw = content.flaw { return refuse(400, "M_BAD_JSON", flaw) }
        let verdict = quota.take("user", at: request.now)
        if let wait = verdict.wait {
            return .json(
                429,
                headers: [SinkHeader("retry-after", "\(wait.pauseSeconds)")],
                MatrixLimited(retry_after_ms: wait.pauseMilliseconds)
            )
        }
        if let event = content.relation?.event, content.relation?.kind != nil {
            guard let first = book[event], first.place == room else {
                return refuse(400, "M_UNKNOWN", "Can't send relation to unknown event")
            }
            if content.relation?.kind == "m.thread", first.parent != nil {
                return refuse(400, "M_UNKNOWN", "Cannot start threads from an event with a relation")
            }
        }
        let event = write(content, room)
        transactions.withLock { transactions in
            if transactions.count >= Self.mostTransactions { transactions = [:] }
            transactions[key] = event
        }
        return .json(200, ["event_id": event])
    }

    /// - Returns: the new event's id; one that changes a message is an event of its own, too.
    private func write(_ content: MatrixContent, _ room: String) -> String {
        let post = book.add { number in
            ProviderPost(
                provider: "matrix",
                place: room,
                id: "$simulator\(ChatText.padded(number, 34))",
                parent: content.relation?.kind == "m.thread" ? content.relation?.event : nil,
                text: content.body,
                note: content.note ?? (content.msgtype == "m.notice" ? "notice" : nil)
            )
        }
        if content.relation?.kind == "m.replace", let event = content.relation?.event, let words = content.newContent {
            _ = book.edit(event, words.body)
            // Readers see the message that is changed, and no other.
            book.remove(post.id)
        }
        return post.id
    }

    private func refusal(of request: ProviderRequest) -> SinkAnswer? {
        guard let bearer = request.credential("Bearer") ?? request.query["access_token"] else {
            return refuse(401, "M_MISSING_TOKEN", "Missing access token")
        }
        return bearer == token ? nil : refuse(401, "M_UNKNOWN_TOKEN", "Unrecognised access token")
    }

    private func unknown(_ status: Int) -> SinkAnswer { refuse(status, "M_UNRECOGNIZED", "Unrecognized request") }

    private func refuse(_ status: Int, _ code: String, _ words: String) -> SinkAnswer {
        .json(status, ["errcode": code, "error": words])
    }
}

/// What a homeserver answers to whom it finds too fast.
private struct MatrixLimited: Encodable {
    var errcode = "M_LIMIT_EXCEEDED"
    var error = "Too Many Requests"
    var retry_after_ms: Int
}
