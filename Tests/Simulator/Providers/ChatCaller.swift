// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

/// Calls a chat provider's dialect as a sink does, at moments that the test chooses.
struct ChatCaller {
    struct Answer {
        let status: Int
        let headers: [SinkHeader]
        let body: String

        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    let dialect: any ProviderDialect
    var headers: [SinkHeader] = []
    var contentType = "application/json"

    init(_ dialect: any ProviderDialect, bearer: String? = nil) {
        self.dialect = dialect
        self.headers = bearer.map { [SinkHeader("authorization", "Bearer \($0)")] } ?? []
    }

    func call(_ method: String = "POST", _ target: String, _ body: String = "", second: Int64 = 0) -> Answer {
        let request = SinkRequest(
            number: 1,
            at: Timestamp(milliseconds: 1_760_000_000_000 + second * 1_000),
            connection: 1,
            method: method,
            target: target,
            headers: headers + [SinkHeader("content-type", contentType)],
            body: Array(body.utf8),
            answer: ""
        )
        guard case .reply(let reply) = dialect.answer(request).action else {
            return Answer(status: 0, headers: [], body: "")
        }
        return Answer(status: reply.status, headers: reply.headers, body: String(decoding: reply.body, as: UTF8.self))
    }
}

/// A wrong request, and what the provider says to it.
struct ChatRefusal: Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let target: String
    let body: String
    let status: Int
    /// Stands in the answer's body.
    let words: String

    init(_ name: String, _ target: String, _ body: String, _ status: Int, _ words: String, method: String = "POST") {
        self.name = name
        self.method = method
        self.target = target
        self.body = body
        self.status = status
        self.words = words
    }

    var testDescription: String { name }
}
