// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// A Zulip server: `/zulip/api/v1/messages`, changes of messages, and `users/me`, in forms and by HTTP Basic.
package struct ZulipDialect: ProviderDialect {
    package let prefix = "/zulip/"
    private let account: String
    private let channels: Set<String>?
    private let quota: PaceLimit
    private let book = PostBook()

    private static let mostInContent = 10_000
    private static let mostInTopic = 60

    /// - Parameters:
    ///   - email: the bot's address.
    ///   - key: its API key.
    ///   - channels: names of those that are there; nil for all.
    ///   - burst: how many requests the bot may make in a minute; 0 for any number.
    package init(
        email: String = "belfry-bot@simulator.example",
        key: String = "simulator",
        channels: Set<String>? = nil,
        burst: Int = 200
    ) {
        self.account = Data("\(email):\(key)".utf8).base64EncodedString()
        self.channels = channels
        self.quota = PaceLimit(burst, every: .milliseconds(burst > 0 ? 60_000 / burst : 0))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        guard request.parts.starts(with: ["api", "v1"]) else { return .status(404) }
        guard let given = request.credential("Basic") else {
            let words = "Not logged in: API authentication or user session required"
            return refuse(401, "UNAUTHORIZED", words, [SinkHeader("www-authenticate", "Basic realm=\"zulip\"")])
        }
        guard given == account else { return refuse(401, "INVALID_API_KEY", "Invalid API key") }
        let verdict = quota.take("bot", at: request.now)
        let headers = [
            SinkHeader("x-ratelimit-limit", "\(quota.burst)"),
            SinkHeader("x-ratelimit-remaining", "\(verdict.remaining)"),
            SinkHeader("x-ratelimit-reset", "\((request.now + verdict.reset).unixSeconds + 1)"),
        ]
        if let wait = verdict.wait {
            let seconds = Double(wait.pauseMilliseconds) / 1_000
            return .json(
                429,
                headers: headers + [SinkHeader("retry-after", "\(seconds)")],
                ZulipLimited(seconds)
            )
        }
        let path = Array(request.parts.dropFirst(2))
        switch (request.method, path.count) {
        case ("GET", 2) where path == ["users", "me"]:
            return .json(200, headers: headers, ZulipAnswer(user_id: 1))
        case ("POST", 1) where path[0] == "messages": return send(request.form ?? [:], headers)
        case ("PATCH", 2) where path[0] == "messages": return edit(path[1], request.form ?? [:], headers)
        default: return .status(404, headers: headers)
        }
    }

    private func send(_ form: [String: String], _ headers: [SinkHeader]) -> SinkAnswer {
        for name in ["type", "to", "content"] where form[name] == nil { return missing(name, headers) }
        guard let place = place(form) else { return refuse(400, "BAD_REQUEST", "Invalid type or recipient", headers) }
        if place.isChannel {
            guard channels?.contains(place.name) ?? true else {
                return refuse(400, "STREAM_DOES_NOT_EXIST", "Channel '\(place.name)' does not exist", headers)
            }
            guard let topic = form["topic"] ?? form["subject"] else { return missing("topic", headers) }
            if topic.unicodeScalars.count > Self.mostInTopic {
                return refuse(400, "BAD_REQUEST", "Topic too long", headers)
            }
        }
        let content = form["content"] ?? ""
        if let words = Self.flaw(in: content) { return refuse(400, "BAD_REQUEST", words, headers) }
        let topic = place.isChannel ? form["topic"] ?? form["subject"] : nil
        let name = place.name + (topic.map { " > \($0)" } ?? "")
        // Messages of a topic hang together below its first.
        let first = topic == nil ? nil : book.posts.first { $0.place == name && $0.parent == nil }
        let post = book.add { number in
            ProviderPost(
                provider: "zulip",
                place: name,
                id: "\(number)",
                parent: first?.id,
                text: ChatText.withoutBackslashes(content),
                note: Self.note(content)
            )
        }
        return .json(200, headers: headers, ZulipAnswer(id: Int(post.id)))
    }

    private func edit(_ id: String, _ form: [String: String], _ headers: [SinkHeader]) -> SinkAnswer {
        guard book[id] != nil else { return refuse(400, "BAD_REQUEST", "Invalid message(s)", headers) }
        guard let content = form["content"] else { return refuse(400, "BAD_REQUEST", "Nothing to change", headers) }
        if let words = Self.flaw(in: content) { return refuse(400, "BAD_REQUEST", words, headers) }
        _ = book.edit(id, ChatText.withoutBackslashes(content))
        return .json(200, headers: headers, ZulipAnswer())
    }

    /// Where a message goes; nil where the form does not say it in a way that Zulip understands.
    private func place(_ form: [String: String]) -> (name: String, isChannel: Bool)? {
        let to = form["to"] ?? ""
        switch form["type"] {
        case "stream", "channel":
            let name = (try? SinkJSON.decode(String.self, from: Array(to.utf8))) ?? to
            return name.isEmpty ? nil : (name, true)
        case "direct", "private":
            let bytes = Array(to.utf8)
            if let people = try? SinkJSON.decode([String].self, from: bytes), !people.isEmpty {
                return people.allSatisfy { $0.contains("@") } ? (people.joined(separator: ", "), false) : nil
            }
            let numbers = (try? SinkJSON.decode([Int].self, from: bytes)) ?? []
            return numbers.isEmpty ? nil : (numbers.map(String.init).joined(separator: ", "), false)
        default: return nil
        }
    }

    private static func flaw(in content: String) -> String? {
        if content.allSatisfy(\.isWhitespace) { return "Message must not be empty" }
        if content.unicodeScalars.contains("\0") { return "Message must not contain null bytes" }
        return content.unicodeScalars.count > mostInContent ? "Message too long" : nil
    }

    private static func note(_ content: String) -> String? {
        ChatText.callNote(
            ["@**all**", "@**everyone**", "@**channel**", "@**topic**"].contains { content.contains($0) }
        )
    }

    private func missing(_ name: String, _ headers: [SinkHeader]) -> SinkAnswer {
        refuse(400, "REQUEST_VARIABLE_MISSING", "Missing '\(name)' argument", headers)
    }

    private func refuse(_ status: Int, _ code: String, _ words: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, ["result": "error", "code": code, "msg": words])
    }
}
