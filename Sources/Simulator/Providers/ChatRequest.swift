// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// A request to a chat provider, taken apart as far as every dialect needs it.
struct ChatRequest {
    /// Why a body cannot be read.
    enum Flaw: Error, Hashable {
        case notJSON
        /// A field, by its path, that is missing or of the wrong kind.
        case wrong(String)
    }

    let request: SinkRequest
    /// The path's parts behind the dialect's prefix, without percent signs; empty parts stay.
    let parts: [String]
    let query: [String: String]

    init(_ request: SinkRequest, below prefix: String) {
        self.request = request
        let path = request.path.hasPrefix(prefix) ? request.path.dropFirst(prefix.count) : ""
        self.parts = path.split(separator: "/", omittingEmptySubsequences: false)
            .map {
                ChatRequest.decoded($0, isForm: false)
            }
        self.query = ChatRequest.fields(request.target.drop { $0 != "?" }.dropFirst())
    }

    var method: String { request.method }
    var at: Timestamp { request.at }

    /// The media type in lower case, without parameters.
    var contentType: String {
        let value = (request.header("content-type") ?? "").prefix { $0 != ";" }
        return value.filter { !$0.isWhitespace }.lowercased()
    }

    /// What stands behind the word for the scheme in `Authorization`, compared in any case; nil where there is none.
    func credential(_ scheme: String) -> String? {
        let halves = (request.header("authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard halves.count == 2, halves[0].lowercased() == scheme.lowercased() else { return nil }
        return String(halves[1])
    }

    /// The body as a form.
    var form: [String: String] { ChatRequest.fields(request.text[...]) }

    func json<Value: Decodable>(_ type: Value.Type) throws(Flaw) -> Value {
        do {
            return try SinkJSON.decode(type, from: request.body)
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .wrong(ChatRequest.name(context.codingPath + [key]))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .wrong(ChatRequest.name(context.codingPath))
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw .wrong(ChatRequest.name(context.codingPath))
        } catch {
            throw .notJSON
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static func fields(_ text: Substring) -> [String: String] {
        let pairs = text.split(separator: "&")
            .map { pair in
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (decoded(halves[0], isForm: true), halves.count == 2 ? decoded(halves[1], isForm: true) : "")
            }
        return Dictionary(pairs) { _, last in last }
    }

    private static func decoded(_ text: Substring, isForm: Bool) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(isForm && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SinkAnswer {
    /// A chat provider's answer in JSON to what it takes.
    static func chat(headers: [SinkHeader] = [], _ body: some Encodable) -> SinkAnswer {
        chat(200, headers: headers, body)
    }

    /// A chat provider's answer in JSON.
    static func chat(_ status: Int, headers: [SinkHeader] = [], _ body: some Encodable) -> SinkAnswer {
        guard let bytes = try? SinkJSON.encode(body) else { return 500 }
        let type = SinkHeader("content-type", "application/json; charset=utf-8")
        return SinkAnswer(.reply(SinkReply(status, headers: [type] + headers, bytes: bytes)))
    }
}
