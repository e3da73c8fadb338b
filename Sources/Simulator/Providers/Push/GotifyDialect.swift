// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A Gotify server: `/gotify/message` and `/gotify/health`.
package struct GotifyDialect: ProviderDialect {
    package let prefix = "/gotify/"
    private let keys: AcceptedKeys
    private let book = PostBook()

    /// A server with these application tokens; nil for any but those that name themselves invalid or revoked.
    package init(tokens: Set<String>? = nil) { self.keys = AcceptedKeys(tokens) }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        if request.route == "GET health" { return .json(200, ["health": "green", "database": "green"]) }
        guard request.route == "POST message" else { return refuse(404, "Not Found", "page not found") }
        guard keys.accept(request.header("x-gotify-key") ?? request.bearer ?? request.query["token"]) else {
            let words = "you need to provide a valid access token or user credentials to access this api"
            return refuse(401, "Unauthorized", words)
        }
        let form = request.form?.mapValues { text in Int(text).map { ProviderJSON($0) } ?? .text(text) }
        guard let fields = request.json?.object ?? form else {
            return refuse(400, "Bad Request", "the body is neither JSON nor a form")
        }
        guard let message = fields["message"]?.text, !message.isEmpty else {
            return refuse(400, "Bad Request", "Field 'message' is required")
        }
        let title = fields["title"] ?? .null
        let priority = fields["priority"] ?? .null
        let extras = fields["extras"] ?? .null
        guard title == .null || title.text != nil, priority == .null || priority.whole != nil,
            extras == .null || extras.object != nil
        else { return refuse(400, "Bad Request", "json: cannot unmarshal a field of another type") }
        let level = priority.whole ?? 0
        let isMarkdown = extras["client::display"]?["contentType"]?.text == "text/markdown"
        let plain = isMarkdown ? ChatText.withoutBackslashes(message) : message
        let post = book.add { number in
            ProviderPost(
                provider: "gotify",
                place: "application",
                id: String(number),
                text: [title.text, plain].compactMap(\.self).joined(separator: "\n"),
                note: "priority \(level)"
            )
        }
        var answer: [String: ProviderJSON] = [
            "id": ProviderJSON(Int(post.id) ?? 0), "appid": 1, "message": .text(message), "title": title,
            "priority": ProviderJSON(level), "date": .text(request.now.description),
        ]
        if extras != .null { answer["extras"] = extras }
        return .json(200, ProviderJSON.object(answer))
    }

    private func refuse(_ status: Int, _ error: String, _ words: String) -> SinkAnswer {
        .json(status, ["error": .text(error), "errorCode": ProviderJSON(status), "errorDescription": .text(words)])
    }
}
