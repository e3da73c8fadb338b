// SPDX-License-Identifier: Apache-2.0

import Announcement

/// An answer in JSON.
///
/// A number is a status: `503`. A word is a behaviour: `"hang"`, `"reset"`, `"reset_before_body"`, `"close"`,
/// `"garbage"`, `"half"`. An object says more; all keys are optional:
///
/// | key | meaning |
/// |---|---|
/// | `do` | `reply` (the default) or one of the words above |
/// | `status` | for `reply` and `half`; 200 unless given |
/// | `headers` | pairs: `[["content-type", "text/plain"]]` |
/// | `body` | text of the response; for `garbage`, what is sent instead of one |
/// | `retry_after` | seconds, as the header |
/// | `redirect` | the `Location`; the status is then 302 unless given |
/// | `delay_ms` | milliseconds before answering |
/// | `bytes_per_second` | the pace of a slow drip |
extension SinkAnswer: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case action = "do"
        case status, headers, body
        case retryAfter = "retry_after"
        case redirect
        case delay = "delay_ms"
        case bytesPerSecond = "bytes_per_second"
    }

    package init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let status = try? single.decode(Int.self) {
            try self.init(word: "reply", reply: SinkReply(Self.checked(status, decoder)), garbage: nil, decoder)
            return
        }
        if let word = try? single.decode(String.self) {
            try self.init(word: word, reply: SinkReply(200), garbage: nil, decoder)
            return
        }
        try decoder.refuseKeys(otherThan: Key.allCases)
        let object = try decoder.container(keyedBy: Key.self)
        let location = try object.decodeIfPresent(String.self, forKey: .redirect)
        let status = try object.decodeIfPresent(Int.self, forKey: .status) ?? (location == nil ? 200 : 302)
        let body = try object.decodeIfPresent(String.self, forKey: .body)
        var reply = SinkReply(
            try Self.checked(status, decoder),
            headers: try object.decodeIfPresent([SinkHeader].self, forKey: .headers) ?? [],
            body: body ?? "",
            bytesPerSecond: try object.decodeIfPresent(Int.self, forKey: .bytesPerSecond).map { max(1, $0) }
        )
        if let location { reply.headers.append(SinkHeader("location", location)) }
        if let wait = try object.decodeIfPresent(Int.self, forKey: .retryAfter) {
            reply.headers.append(SinkHeader("retry-after", String(wait)))
        }
        try self.init(
            word: try object.decodeIfPresent(String.self, forKey: .action) ?? "reply",
            reply: reply,
            garbage: body,
            decoder
        )
        delay = .milliseconds(max(0, try object.decodeIfPresent(Int64.self, forKey: .delay) ?? 0))
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        if delay > .zero { try object.encode(delay.milliseconds, forKey: .delay) }
        switch action {
        case .reply(let reply):
            try Self.encode(reply, into: &object)
        case .half(let reply):
            try object.encode(label, forKey: .action)
            try Self.encode(reply, into: &object)
        case .garbage(let text):
            try object.encode(label, forKey: .action)
            try object.encode(text, forKey: .body)
        case .hang, .resetBeforeBody, .reset, .close:
            try object.encode(label, forKey: .action)
        }
    }

    private init(word: String, reply: SinkReply, garbage: String?, _ decoder: any Decoder) throws {
        switch word {
        case "reply": self.init(.reply(reply))
        case "hang": self = .hang
        case "reset_before_body": self = .resetBeforeBody
        case "reset": self = .reset
        case "close": self = .close
        case "garbage": self = garbage.map { .garbage($0) } ?? .garbage
        case "half": self.init(.half(reply))
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "“\(word)” is not a behaviour of the sink")
            )
        }
    }

    private static func encode(_ reply: SinkReply, into object: inout KeyedEncodingContainer<Key>) throws {
        try object.encode(reply.status, forKey: .status)
        if !reply.headers.isEmpty { try object.encode(reply.headers, forKey: .headers) }
        if !reply.body.isEmpty { try object.encode(String(decoding: reply.body, as: UTF8.self), forKey: .body) }
        try object.encodeIfPresent(reply.bytesPerSecond, forKey: .bytesPerSecond)
    }

    private static func checked(_ status: Int, _ decoder: any Decoder) throws -> Int {
        guard (200...599).contains(status) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(status) is not a final HTTP status")
            )
        }
        return status
    }
}
