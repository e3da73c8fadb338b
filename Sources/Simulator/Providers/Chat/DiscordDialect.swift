// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// A Discord webhook: `/discord/api/v10/webhooks/ID/TOKEN`, with `wait`, `thread_id`, and its messages to be changed.
///
/// The version and `api` may be missing. Bodies must be JSON: uploads of files are refused.
package final class DiscordDialect: ProviderDialect {
    package let prefix = "/discord/"
    private let id: String
    private let token: String
    private let isForum: Bool
    private let lockedThreads: Set<String>
    private let quota: PaceLimit
    private let book = PostBook()
    private let threads: Mutex<Set<String>>
    /// Of the channel that the webhook was made for.
    private let channel = "1100000000000000002"

    /// - Parameters:
    ///   - id: the webhook's.
    ///   - token: what follows it in the path.
    ///   - isForum: whether the channel takes threads alone.
    ///   - threads: ids of threads that are there; more begin in a forum.
    ///   - lockedThreads: those of them that take nothing any more.
    ///   - burst: how many messages the webhook takes in two seconds; 0 for any number.
    package init(
        id: String = "1100000000000000001",
        token: String = "simulator",
        isForum: Bool = false,
        threads: Set<String> = [],
        lockedThreads: Set<String> = [],
        burst: Int = 5
    ) {
        self.id = id
        self.token = token
        self.isForum = isForum
        self.threads = Mutex(threads)
        self.lockedThreads = lockedThreads
        self.quota = PaceLimit(burst, every: .milliseconds(burst > 0 ? 2_000 / burst : 0))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        var parts = request.parts[...]
        if parts.first == "api" { parts = parts.dropFirst() }
        if let version = parts.first, version.first == "v", Int(version.dropFirst()) != nil {
            parts = parts.dropFirst()
        }
        let path = Array(parts)
        guard path.count == 3 || path.count == 5, path[0] == "webhooks", path.count == 3 || path[3] == "messages" else {
            return refuse(404, "404: Not Found", 0)
        }
        guard path[1] == id else { return refuse(404, "Unknown Webhook", 10_015) }
        guard path[2] == token else { return refuse(401, "Invalid Webhook Token", 50_027) }
        let verdict = quota.take(id, at: request.now)
        let headers = rateHeaders(verdict, request.now)
        if let wait = verdict.wait {
            let seconds = Double(wait.pauseMilliseconds) / 1_000
            let more = [
                SinkHeader("retry-after", "\(wait.pauseSeconds)"), SinkHeader("x-ratelimit-scope", "user"),
            ]
            return .json(429, headers: headers + more, DiscordAnswer.Limited(retry_after: seconds))
        }
        return answer(request, message: path.count == 5 ? path[4] : nil, headers)
    }

    private func answer(_ request: ProviderRequest, message: String?, _ headers: [SinkHeader]) -> SinkAnswer {
        let thread = request.query["thread_id"]
        switch (request.method, message) {
        case ("GET", nil):
            return .json(200, headers: headers, DiscordAnswer.Webhook(id: id, channel_id: channel, token: token))
        case ("POST", nil):
            return read(request, headers) { post($0, thread, request, headers) }
        case ("PATCH", let message?), ("DELETE", let message?), ("GET", let message?):
            guard let old = book[message], self.thread(of: old) == thread else {
                return refuse(404, "Unknown Message", 10_008, headers)
            }
            if request.method == "GET" { return .json(200, headers: headers, describe(old, request.now)) }
            guard request.method == "PATCH" else {
                book.remove(message)
                return .status(204, headers: headers)
            }
            return read(request, headers) { changed in
                guard let post = book.edit(message, changed.plain) else {
                    return refuse(404, "Unknown Message", 10_008, headers)
                }
                return .json(200, headers: headers, describe(post, request.now))
            }
        default: return refuse(405, "405: Method Not Allowed", 0, headers)
        }
    }

    private func read(
        _ request: ProviderRequest,
        _ headers: [SinkHeader],
        _ use: (DiscordMessage) -> SinkAnswer
    ) -> SinkAnswer {
        guard request.mediaType == "application/json" else {
            let words = "Expected \"Content-Type\" header to be one of {'application/json'}."
            return .json(400, headers: headers, DiscordAnswer.FormRefusal("", "CONTENT_TYPE_INVALID", words))
        }
        let message: DiscordMessage
        do throws(ProviderRequest.Flaw) {
            message = try request.body(as: DiscordMessage.self)
        } catch {
            guard case .wrong(let field) = error else {
                return refuse(400, "The request body contains invalid JSON.", 50_109, headers)
            }
            let words = "The value is of the wrong kind."
            return .json(400, headers: headers, DiscordAnswer.FormRefusal(field, "BASE_TYPE_BAD_TYPE", words))
        }
        if let flaw = message.flaw {
            return .json(400, headers: headers, DiscordAnswer.FormRefusal(flaw.path, flaw.code, flaw.words))
        }
        if message.isEmpty { return refuse(400, "Cannot send an empty message", 50_006, headers) }
        return use(message)
    }

    private func post(
        _ message: DiscordMessage,
        _ thread: String?,
        _ request: ProviderRequest,
        _ headers: [SinkHeader]
    ) -> SinkAnswer {
        if let thread {
            if lockedThreads.contains(thread) { return refuse(400, "Thread is locked", 160_005, headers) }
            guard threads.withLock({ $0.contains(thread) }) else {
                return refuse(400, "Unknown Channel", 10_003, headers)
            }
        }
        if isForum, thread == nil, message.threadName == nil {
            let words = "Webhooks posted to forum channels must have a thread_name or thread_id"
            return refuse(400, words, 220_001, headers)
        }
        if message.threadName != nil, !isForum || thread != nil {
            let words = "Webhooks can only create threads in forum channels"
            return refuse(400, words, thread == nil ? 220_003 : 220_002, headers)
        }
        let post = book.add { number in
            // A thread in a forum has the id of the message that begins it.
            let id = "\(1_200_000_000_000_000_000 + number)"
            return ProviderPost(
                provider: "discord",
                place: message.threadName ?? "webhook \(self.id)",
                id: id,
                parent: thread,
                text: message.plain,
                note: message.note
            )
        }
        if message.threadName != nil { threads.withLock { _ = $0.insert(post.id) } }
        guard ["true", "1"].contains(request.query["wait"]?.lowercased()) else {
            return .status(204, headers: headers)
        }
        return .json(200, headers: headers, describe(post, request.now))
    }

    /// The thread that a message is in, or has begun.
    private func thread(of post: ProviderPost) -> String? {
        post.parent ?? threads.withLock { $0.contains(post.id) ? post.id : nil }
    }

    private func describe(_ post: ProviderPost, _ now: Timestamp) -> DiscordAnswer.Message {
        DiscordAnswer.Message(
            id: post.id,
            content: post.text,
            channel_id: thread(of: post) ?? channel,
            webhook_id: id,
            author: DiscordAnswer.Message.Author(id: id),
            timestamp: "\(now)",
            edited_timestamp: post.edits > 0 ? "\(now)" : nil,
            mention_everyone: post.note != nil,
            flags: 0
        )
    }

    private func rateHeaders(_ verdict: PaceLimit.Verdict, _ now: Timestamp) -> [SinkHeader] {
        guard quota.burst > 0 else { return [] }
        let reset = Double(verdict.reset.pauseMilliseconds) / 1_000
        let moment = now + verdict.reset
        return [
            SinkHeader("x-ratelimit-limit", "\(quota.burst)"),
            SinkHeader("x-ratelimit-remaining", "\(verdict.remaining)"),
            SinkHeader("x-ratelimit-reset", "\(Double(moment.milliseconds) / 1_000)"),
            SinkHeader("x-ratelimit-reset-after", "\(reset)"), SinkHeader("x-ratelimit-bucket", "simulator"),
        ]
    }

    private func refuse(_ status: Int, _ words: String, _ code: Int, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, DiscordAnswer.Refusal(message: words, code: code))
    }
}
