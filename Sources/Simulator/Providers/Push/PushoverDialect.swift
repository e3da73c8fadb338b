// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Pushover: `/1/messages.json` and `/1/apps/limits.json`, there or below its prefix.
///
/// A user's key that begins with `gone` is nobody's, and the device `lost` is none of anybody's.
package struct PushoverDialect: ProviderDialect {
    package let prefix = "/pushover/"
    private let keys: AcceptedKeys
    private let month: WindowLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - tokens: tokens of applications; nil for any but those that name themselves invalid or revoked.
    ///   - messagesPerMonth: how many messages an application may send.
    package init(tokens: Set<String>? = nil, messagesPerMonth: Int = 10_000) {
        self.keys = AcceptedKeys(tokens)
        self.month = WindowLimit(messagesPerMonth, every: .seconds(30 * 86_400))
    }

    package func serves(_ method: String, _ path: String) -> Bool {
        path.hasPrefix(prefix) || path == "/1/messages.json" || path == "/1/apps/limits.json"
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        let id = Self.id(of: request)
        do throws(PushoverRefusal) {
            switch request.route {
            case "GET 1/apps/limits.json":
                let token = request.query["token"] ?? ""
                guard PushoverMessage.isKey(token), keys.accept(token) else { throw .token }
                let reading = month.take(0, for: token, at: request.now)
                let body: ProviderJSON = [
                    "limit": ProviderJSON(reading.limit), "remaining": ProviderJSON(reading.remaining),
                    "reset": ProviderJSON(Int(reading.reset.unixSeconds)), "status": 1, "request": .text(id),
                ]
                return .json(200, headers: Self.headers(reading), body)
            case "POST 1/messages.json": return try send(request, id)
            default: throw PushoverRefusal(404, nil, "", "not found")
            }
        } catch {
            return .json(error.status, headers: error.reading.map(Self.headers) ?? [], error.body(request: id))
        }
    }

    private func send(_ request: ProviderRequest, _ id: String) throws(PushoverRefusal) -> SinkAnswer {
        let json = request.json?.object?.compactMapValues { $0.text ?? $0.whole.map(String.init) }
        let fields = request.form ?? json ?? [:]
        let token = fields["token"] ?? ""
        guard PushoverMessage.isKey(token), keys.accept(token) else { throw .token }
        let message = try PushoverMessage(fields)
        let reading = month.take(for: token, at: request.now)
        guard !reading.isOver else {
            throw PushoverRefusal(429, nil, "", "application has exceeded its monthly message limit", reading)
        }
        let post = book.add { number in
            ProviderPost(
                provider: "pushover",
                place: message.place,
                id: "r\(number)",
                text: message.text,
                note: "priority \(message.priority)"
            )
        }
        var body: [String: ProviderJSON] = ["status": 1, "request": .text(id)]
        if message.priority == 2 {
            body["receipt"] = .text(post.id + String(repeating: "0", count: 30 - post.id.utf8.count))
        }
        return .json(200, headers: Self.headers(reading), ProviderJSON.object(body))
    }

    private static func id(of request: ProviderRequest) -> String {
        "5e1f0000-0000-4000-8000-\(100_000_000_000 + request.raw.number)"
    }

    private static func headers(_ reading: WindowLimit.Reading) -> [SinkHeader] {
        [
            SinkHeader("x-limit-app-limit", String(reading.limit)),
            SinkHeader("x-limit-app-remaining", String(reading.remaining)),
            SinkHeader("x-limit-app-reset", String(reading.reset.unixSeconds)),
        ]
    }
}
