// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One line of the protocol, written and read.
package enum ProtocolLine {
    /// No line is longer, in either direction, without its end.
    package static let longest = 1 << 20

    private struct Request<Params: Encodable>: Encodable {
        let id: Int
        let method: String
        let params: Params?
    }

    private struct Reply: Decodable {
        let id: Int?
        let result: JSONValue?
        let error: JSONValue?
    }

    /// A request with its line end; nil where the parameters are not JSON or too long for one line.
    package static func request(_ id: Int, _ method: PluginMethod, _ params: (some Encodable)?) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard
            let json = try? encoder.encode(Request(id: id, method: method.name, params: params)),
            json.count <= longest
        else { return nil }
        return Array(json) + [UInt8(ascii: "\n")]
    }

    /// Reads a reply.
    package static func answer(_ line: [UInt8]) throws(Violation) -> PluginAnswer {
        let reply: Reply
        do {
            reply = try JSONDecoder().decode(Reply.self, from: Data(line))
        } catch {
            throw .notJSON
        }
        guard let id = reply.id else { throw .notAnAnswer }
        switch (reply.result, reply.error) {
        case (let result?, nil): return PluginAnswer(id: id, content: .success(result))
        case (nil, let error?): return PluginAnswer(id: id, content: .failure(PluginRefusal(error)))
        default: throw .notAnAnswer
        }
    }
}

/// What the hub asks of a plugin.
package struct PluginMethod: Hashable, Sendable {
    package let name: String

    package static let describe = PluginMethod(name: "describe")
    package static let configure = PluginMethod(name: "configure")
    package static let deliver = PluginMethod(name: "deliver")
    package static let render = PluginMethod(name: "render")
    package static let check = PluginMethod(name: "check")
    package static let shutdown = PluginMethod(name: "shutdown")
}

/// What a plugin answered to one request.
package struct PluginAnswer: Sendable {
    package let id: Int
    package let content: Result<JSONValue, PluginRefusal>
}

/// A plugin's `error`: it would not or could not do what it was asked.
package struct PluginRefusal: Error, Hashable, Sendable {
    package let errorType: String?
    package let message: String
    /// Which setting it is about, where it is about one.
    package let place: String?

    package init(_ value: JSONValue) {
        self.errorType = value["error_type"]?.text
        self.message = value["message"]?.text ?? value.text ?? "It gave no reason."
        self.place = value["where"]?.text
    }
}

/// How a plugin breaks the protocol: it ends the process.
package enum Violation: Error, Hashable, Sendable {
    case lineTooLong
    case notJSON
    case notAnAnswer
    /// It answers what it was never asked.
    case neverAsked
    case answeredTwice
    /// It answered a delivery with something other than an outcome.
    case notAnOutcome
    /// It answered `render` with no text, or one beyond its own limits.
    case notARendering

    /// What it did, after “it”.
    package var words: String {
        switch self {
        case .lineTooLong: "wrote a line of more than 1 MiB"
        case .notJSON: "wrote something other than JSON on its standard output"
        case .notAnAnswer: "wrote a line that is no answer: an object with “id” and either “result” or “error”"
        case .neverAsked: "answered with an id that it was never given"
        case .answeredTwice: "answered the same request twice"
        case .notAnOutcome: "answered a delivery without saying “delivered”, “failed” or “unknown”"
        case .notARendering: "rendered no text, or one beyond its own limits"
        }
    }
}
