// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird

/// One request to the API: who asks, and for what.
struct APIExchange: Sendable {
    let request: Request
    let context: HubContext
    let principal: Principal
    let body: [UInt8]

    /// The body as JSON.
    func document() throws(Fault) -> Document {
        if let type = request.headers[.contentType] {
            let kind = type.prefix { $0 != ";" }.trimmingSpaces.lowercased()
            // What “curl -d” says of everything is taken for what it is: the body itself must still be JSON.
            let isJSON = kind == "application/json" || kind.hasSuffix("+json")
            guard isJSON || kind == "application/x-www-form-urlencoded" else {
                throw Fault(
                    .unsupportedMediaType,
                    "The body must be JSON, not \(kind.prefix(80)).",
                    suggestedAction: "Send “Content-Type: application/json”.",
                    context: ["where": "Content-Type"]
                )
            }
        }
        return try Document.json(body)
    }

    /// The body as JSON, for commands of which everything can be left out: no body is an empty object.
    func documentOrNothing() throws(Fault) -> Document { try body.isEmpty ? Document(.object([])) : document() }

    /// The `Idempotency-Key`, where one was sent.
    func idempotency() throws(Fault) -> IdempotencyKey? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else { return nil }
        guard (1...255).contains(key.utf8.count) else {
            throw Fault(.schemaInvalid, "An Idempotency-Key has 1 to 255 bytes.", context: ["where": "Idempotency-Key"])
        }
        let head = Array("\(request.method.rawValue) \(request.uri.path)\n".utf8)
        return IdempotencyKey(key, of: principal, request: head + body)
    }

    /// A part of the path that `parse` makes something of; what it cannot be made of does not exist.
    func path<Value>(_ name: String, _ parse: (String) -> Value?) throws(Fault) -> Value {
        guard let text = context.parameters.get(name), let value = parse(text) else {
            throw Fault(.notFound, "There is nothing of that name.", context: ["where": request.uri.path])
        }
        return value
    }

    /// The query, of which only these keys are known.
    func query(_ known: [String]) throws(Fault) -> Query {
        var values: [String: String] = [:]
        for (key, value) in request.uri.queryParameters {
            guard known.contains(String(key)) else {
                throw Fault(
                    .unknownField,
                    "The query “\(key.prefix(80))” is not known here.",
                    suggestedAction: "Known are: \(known.joined(separator: ", ")).",
                    context: ["where": "?\(key.prefix(80))"]
                )
            }
            values[String(key)] = String(value)
        }
        return Query(values: values)
    }
}

/// The values behind the question mark.
struct Query {
    fileprivate let values: [String: String]

    /// A value that `parse` makes something of; `what` says what is expected.
    func parsed<Value>(_ key: String, _ what: String, _ parse: (String) -> Value?) throws(Fault) -> Value? {
        guard let text = values[key], !text.isEmpty else { return nil }
        guard let value = parse(text) else {
            throw Fault(.schemaInvalid, "“\(text.prefix(80))” is not \(what).", context: ["where": "?\(key)"])
        }
        return value
    }

    func limit(default standard: Int = 50, most: Int = 500) throws(Fault) -> Int {
        try parsed("limit", "a number from 1 to \(most)") { Int($0).flatMap { (1...most).contains($0) ? $0 : nil } }
            ?? standard
    }
}

extension StringProtocol {
    var trimmingSpaces: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
