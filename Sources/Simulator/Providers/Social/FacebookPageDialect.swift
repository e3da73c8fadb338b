// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A page's feed in the Graph API: `/facebook/v24.0/PAGE/feed` for new posts, `/facebook/v24.0/POST` for changed ones.
///
/// A text that the page has posted within the last ten minutes is refused as a duplicate.
package struct FacebookPageDialect: ProviderDialect {
    package let prefix = "/facebook/"
    private let tokens: GraphTokens
    private let limit: WindowLimit
    private let book = PostBook()
    private let texts = RepeatMemory(for: .seconds(600))

    private static let mostCharacters = 63_206

    /// - Parameters:
    ///   - pages: the number of the page that each page token is for; nil for any.
    ///   - expired: tokens that have ended.
    ///   - callsPerHour: of one page.
    package init(pages: [String: String]? = nil, expired: Set<String> = [], callsPerHour: Int = 4_800) {
        self.tokens = GraphTokens(owners: pages, expired: expired)
        self.limit = WindowLimit(callsPerHour, every: .seconds(3_600))
    }

    package var posts: [ProviderPost] { book.posts }

    package func forget() {
        book.forget()
        texts.forget()
    }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let call = ProviderRequest(request, below: prefix)
        guard let version = call.parts.first, isVersion(version) else {
            return GraphRefusal(2_500, "Unknown path components: \(request.path)").answer()
        }
        if let refusal = tokens.problem(call) { return refusal.answer() }
        guard call.parts.count > 1, call.parts[1].allSatisfy({ $0.isNumber || $0 == "_" }) else {
            return GraphRefusal.missing.answer()
        }
        let object = call.parts[1]
        let page = String(object.prefix { $0 != "_" })
        let reading = limit.take(for: page, at: call.now)
        if reading.isOver { return limited(page, reading, call.now) }
        guard tokens.isFor(page, call) else {
            let words = "(#200) The user hasn't authorized the application to perform this action"
            return GraphRefusal(200, words).answer()
        }
        let fields = call.form ?? call.json?.object?.compactMapValues(\.text) ?? call.query
        switch (call.method, call.parts.count, call.parts.last) {
        case ("GET", 2, _) where object == page || book[object] != nil: return .json(200, ["id": .text(object)])
        case ("POST", 3, "feed") where object == page: return publish(fields, on: page, call.now)
        case ("POST", 2, _) where object != page: return change(object, fields)
        case ("DELETE", 2, _):
            return book.remove(object) ? .json(200, ["success": true]) : GraphRefusal.missing.answer()
        default: return GraphRefusal.missing.answer()
        }
    }

    private func isVersion(_ text: String) -> Bool {
        let numbers = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return text.first == "v" && numbers.count == 2 && numbers.allSatisfy { Int($0) != nil }
    }

    private func publish(_ fields: [String: String], on page: String, _ now: Timestamp) -> SinkAnswer {
        let message = fields["message"] ?? ""
        guard !message.allSatisfy(\.isWhitespace) || fields["link"] != nil else {
            return GraphRefusal.parameter("Requires one of the params: message, link, place, media").answer()
        }
        if let long = tooLong(message) { return long }
        guard texts.id(for: "\(page) \(message)", at: now) == nil else {
            return GraphRefusal(506, "Duplicate status message", subcode: 1_455_006).answer()
        }
        let post = book.add { number in
            ProviderPost(
                provider: "facebook",
                place: "page \(page)",
                id: "\(page)_\(122_100_000_000_000 + number)",
                text: [message, fields["link"] ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
            )
        }
        texts.keep(post.id, for: "\(page) \(message)", at: now)
        return .json(200, ["id": .text(post.id)])
    }

    private func change(_ id: String, _ fields: [String: String]) -> SinkAnswer {
        guard let old = book[id] else { return GraphRefusal.missing.answer() }
        guard let message = fields["message"], !message.isEmpty else {
            return GraphRefusal.parameter("The parameter message is required").answer()
        }
        if let long = tooLong(message) { return long }
        if old.text != message { _ = book.edit(id, message) }
        return .json(200, ["success": true])
    }

    private func tooLong(_ message: String) -> SinkAnswer? {
        guard message.utf16.count > Self.mostCharacters else { return nil }
        return GraphRefusal.parameter("Param message must be at most \(Self.mostCharacters) characters long.").answer()
    }

    /// How long is left of the window stands in minutes in a header of its own.
    private func limited(_ page: String, _ reading: WindowLimit.Reading, _ now: Timestamp) -> SinkAnswer {
        let minutes = max(1, Int(((reading.reset - now).seconds / 60).rounded(.up)))
        let usage =
            "{\"\(page)\":[{\"type\":\"pages\",\"call_count\":100,\"total_cputime\":20,\"total_time\":20,"
            + "\"estimated_time_to_regain_access\":\(minutes)}]}"
        return GraphRefusal(32, "(#32) Page request limit reached", subcode: 2_446_079)
            .answer(headers: [SinkHeader("x-business-use-case-usage", usage)])
    }
}
