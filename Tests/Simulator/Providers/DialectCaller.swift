// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

/// Calls a provider's dialect as a sink does, at moments that the test chooses.
struct DialectCaller {
    struct Answer {
        /// 0 where there is no answer but a closed connection.
        let status: Int
        let headers: [SinkHeader]
        let body: String

        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    /// The moment from which seconds are counted, in seconds since 1970.
    static let start: Int64 = 1_760_000_000

    let dialect: any ProviderDialect
    var headers: [SinkHeader] = []
    var contentType = "application/json"
    var version = SinkRequest.Version.http11
    var connection = 1

    init(_ dialect: any ProviderDialect, bearer: String? = nil) {
        self.dialect = dialect
        self.headers = bearer.map { [SinkHeader("authorization", "Bearer \($0)")] } ?? []
    }

    /// The same with other headers: of a name that is there the value is changed, for nil it goes.
    func with(_ changes: [String: String?]) -> DialectCaller {
        var caller = self
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            caller.headers.removeAll { $0.name == name }
            if let value { caller.headers.append(SinkHeader(name, value)) }
        }
        return caller
    }

    func call(_ method: String = "POST", _ target: String, _ body: String = "", second: Int64 = 0) -> Answer {
        call(method, target, bytes: Array(body.utf8), second: second)
    }

    func call(_ method: String = "POST", _ target: String, bytes: [UInt8], second: Int64 = 0) -> Answer {
        let request = SinkRequest(
            number: 1,
            at: Timestamp(milliseconds: (Self.start + second) * 1_000),
            connection: connection,
            version: version,
            method: method,
            target: target,
            headers: headers + [SinkHeader("content-type", contentType)],
            body: bytes,
            answer: ""
        )
        guard case .reply(let reply) = dialect.answer(request).action else {
            return Answer(status: 0, headers: [], body: "")
        }
        return Answer(status: reply.status, headers: reply.headers, body: String(decoding: reply.body, as: UTF8.self))
    }
}

/// A wrong request, and what the provider says to it.
struct DialectRefusal: Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let target: String
    /// Headers that differ from the caller's; nil for those that are missing.
    let headers: [String: String?]
    let body: String
    let status: Int
    /// Stands in the answer's body.
    let words: String

    init(
        _ name: String,
        _ target: String,
        _ body: String,
        _ status: Int,
        _ words: String,
        method: String = "POST",
        headers: [String: String?] = [:]
    ) {
        self.name = name
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.status = status
        self.words = words
    }

    var testDescription: String { name }
}
