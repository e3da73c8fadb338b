// SPDX-License-Identifier: Apache-2.0

/// How the sink treats one request: a response, or one of the ways in which a server fails to give one.
///
/// An integer literal is a status: `[500, 500, 200]` is a server that recovers.
package struct SinkAnswer: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case reply(SinkReply)
        /// Reads the request and never answers; the connection stays until the client closes it.
        case hang
        /// A TCP reset as soon as the request's head is in.
        case resetBeforeBody
        /// A TCP reset once the whole request is in: the client cannot know whether it was acted on.
        case reset
        /// An orderly close without an answer, once the whole request is in.
        case close
        /// These characters instead of HTTP, then a close.
        case garbage(String)
        /// The head and the first half of the body, then a close.
        case half(SinkReply)
    }

    package var action: Action
    /// Waits this long after the whole request has arrived (for ``Action/resetBeforeBody``, its head).
    package var delay: Duration

    package init(_ action: Action, delay: Duration = .zero) {
        self.action = action
        self.delay = delay
    }

    /// A response; `retryAfter` is in seconds, for the header of that name.
    package static func status(
        _ code: Int,
        headers: [SinkHeader] = [],
        body: String = "",
        retryAfter: Int? = nil
    ) -> SinkAnswer {
        let wait = retryAfter.map { [SinkHeader("retry-after", String($0))] } ?? []
        return SinkAnswer(.reply(SinkReply(code, headers: headers + wait, body: body)))
    }

    package static func redirect(to location: String, status: Int = 302) -> SinkAnswer {
        .status(status, headers: [SinkHeader("location", location)])
    }

    package static var hang: SinkAnswer { SinkAnswer(.hang) }
    package static var resetBeforeBody: SinkAnswer { SinkAnswer(.resetBeforeBody) }
    package static var reset: SinkAnswer { SinkAnswer(.reset) }
    package static var close: SinkAnswer { SinkAnswer(.close) }
    package static var garbage: SinkAnswer { .garbage("\u{1}\u{2}\u{3} this is not HTTP\r\n\r\n") }
    package static var half: SinkAnswer { SinkAnswer(.half(SinkReply(200))) }

    package static func garbage(_ text: String) -> SinkAnswer { SinkAnswer(.garbage(text)) }

    /// The same, `delay` later.
    package func after(_ delay: Duration) -> SinkAnswer { SinkAnswer(action, delay: delay) }

    /// The same response, trickling; without effect on answers that are none.
    package func dripping(bytesPerSecond: Int) -> SinkAnswer {
        guard case .reply(var reply) = action else { return self }
        reply.bytesPerSecond = max(1, bytesPerSecond)
        return SinkAnswer(.reply(reply), delay: delay)
    }

    /// The word for it in records, logs and JSON: the status, or `hang`, `reset_before_body`, `reset`, `close`,
    /// `garbage`, `half`.
    package var label: String {
        switch action {
        case .reply(let reply): String(reply.status)
        case .hang: "hang"
        case .resetBeforeBody: "reset_before_body"
        case .reset: "reset"
        case .close: "close"
        case .garbage: "garbage"
        case .half: "half"
        }
    }
}

extension SinkAnswer: ExpressibleByIntegerLiteral {
    package init(integerLiteral status: Int) { self = .status(status) }
}
