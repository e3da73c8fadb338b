// SPDX-License-Identifier: Apache-2.0

import Announcement

/// An ntfy server: a message comes as JSON to the root, there or below its prefix, or as text to a topic's path.
///
/// A message with the sequence number of an earlier one takes its place.
package struct NtfyDialect: ProviderDialect {
    package let prefix = "/ntfy/"
    private let keys: AcceptedKeys
    private let needsKey: Bool
    private let visitor: PaceLimit
    private let day: WindowLimit
    private let book = PostBook()

    private static let longestJSON = 16_384

    /// - Parameters:
    ///   - tokens: access tokens without which nobody may write; nil where everybody may.
    ///   - burst: how many requests a visitor may make at once, with one more each five seconds; 0 for any number.
    ///   - perDay: how many messages a visitor may send in a day.
    package init(tokens: Set<String>? = nil, burst: Int = 60, perDay: Int = 250) {
        self.keys = AcceptedKeys(tokens)
        self.needsKey = tokens != nil
        self.visitor = PaceLimit(burst, every: .seconds(5))
        self.day = WindowLimit(perDay, every: .seconds(86_400))
    }

    package func serves(_ method: String, _ path: String) -> Bool {
        path.hasPrefix(prefix) || path == "/v1/health" || path == "/v1/account" || method == "POST" && path == "/"
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        if request.route == "GET v1/health" { return .json(200, ["healthy": true]) }
        let isAccount = request.route == "GET v1/account"
        guard isAccount || request.method == "POST" || request.method == "PUT", isAccount || request.parts.count <= 1
        else {
            return refuse(404, 40_401, "page not found")
        }
        if needsKey || request.header("authorization") != nil {
            guard keys.accept(request.bearer ?? request.basic?.password) else {
                return refuse(401, 40_101, "unauthorized", "publish/#authentication")
            }
        }
        if isAccount {
            return .json(200, ["username": needsKey ? "belfry" : "*", "role": needsKey ? "user" : "anonymous"])
        }
        guard visitor.take("visitor", at: request.now).wait == nil else {
            return refuse(429, 42_901, "limit reached: too many requests", "publish/#limitations")
        }
        do throws(NtfyRefusal) {
            let message: NtfyMessage
            if let topic = request.parts.first {
                message = try NtfyMessage(request, topic: topic)
            } else {
                guard request.raw.bodySize <= Self.longestJSON else {
                    throw NtfyRefusal(413, 41_303, "JSON body too large")
                }
                guard request.method == "POST", let json = ProviderJSON(request.raw.body), json.object != nil else {
                    throw .noMessage
                }
                message = try NtfyMessage(json, request)
            }
            guard !day.take(for: "visitor", at: request.now).isOver else {
                throw NtfyRefusal(429, 42_908, "limit reached: daily message quota reached", "publish/#limitations")
            }
            return publish(message, request)
        } catch {
            return refuse(error.status, error.code, error.words, error.page)
        }
    }

    private func publish(_ message: NtfyMessage, _ request: ProviderRequest) -> SinkAnswer {
        let text = [message.title, message.text].compactMap(\.self).joined(separator: "\n")
        let id = message.sequence.map { "\(message.topic)/\($0)" }
        if id.flatMap({ book.edit($0, text) }) == nil {
            let notes = [message.isFile ? "a file" : nil, "priority \(message.priority)", message.tags.first]
            book.add { number in
                ProviderPost(
                    provider: "ntfy",
                    place: message.topic,
                    id: id ?? "m\(number)",
                    text: text,
                    note: notes.compactMap(\.self).joined(separator: ", ")
                )
            }
        }
        let now = Int(request.now.unixSeconds)
        var answer: [String: ProviderJSON] = [
            "id": .text("m\(request.raw.number)"), "time": ProviderJSON(now), "expires": ProviderJSON(now + 43_200),
            "event": "message", "topic": .text(message.topic), "message": .text(message.text),
            "priority": ProviderJSON(message.priority), "tags": .list(message.tags.map { .text($0) }),
        ]
        answer["title"] = message.title.map { .text($0) }
        answer["sequence_id"] = message.sequence.map { .text($0) }
        answer["click"] = message.click.map { .text($0) }
        return .json(200, ProviderJSON.object(answer))
    }

    private func refuse(_ status: Int, _ code: Int, _ words: String, _ page: String? = nil) -> SinkAnswer {
        var body: [String: ProviderJSON] = [
            "code": ProviderJSON(code), "http": ProviderJSON(status), "error": .text(words),
        ]
        body["link"] = page.map { .text("https://ntfy.sh/docs/\($0)") }
        return .json(status, ProviderJSON.object(body))
    }
}
