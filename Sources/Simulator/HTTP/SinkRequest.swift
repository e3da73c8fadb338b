// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// One request as it arrived at the sink.
package struct SinkRequest: Hashable, Sendable {
    /// What was spoken; in JSON `"1.0"`, `"1.1"` or `"2"`.
    package enum Version: String, Hashable, Sendable, Codable {
        case http10 = "1.0"
        case http11 = "1.1"
        case http2 = "2"
    }

    /// Counts the sink's requests from 1, in the order in which they were complete.
    package let number: Int
    package let at: Timestamp
    /// Counts the sink's connections from 1: equal numbers share a connection.
    package let connection: Int
    package let version: Version
    package let method: String
    /// The request target as sent, with its query.
    package let target: String
    /// In the order and case in which they were sent; over HTTP/2 all in lower case, with `host` for `:authority`.
    package let headers: [SinkHeader]
    /// The body as far as the sink keeps it.
    package let body: [UInt8]
    /// The length of the body that arrived.
    package let bodySize: Int
    /// What the sink was told to do with it (``SinkAnswer/label``).
    package internal(set) var answer: String

    package init(
        number: Int,
        at: Timestamp,
        connection: Int,
        version: Version = .http11,
        method: String,
        target: String,
        headers: [SinkHeader],
        body: [UInt8],
        bodySize: Int? = nil,
        answer: String
    ) {
        self.number = number
        self.at = at
        self.connection = connection
        self.version = version
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.bodySize = bodySize ?? body.count
        self.answer = answer
    }

    /// The target without its query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The body as text; what is not UTF-8 in it becomes U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// One object, as in the log file and on the control path. A body that is not UTF-8 stands under `body_base64`.
extension SinkRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case number, at, connection, version, method, target, headers, body, answer
        case bodyBase64 = "body_base64"
        case bodySize = "body_size"
    }

    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        let body: [UInt8] =
            if let encoded = try object.decodeIfPresent(Data.self, forKey: .bodyBase64) {
                Array(encoded)
            } else {
                Array(try object.decode(String.self, forKey: .body).utf8)
            }
        self.init(
            number: try object.decode(Int.self, forKey: .number),
            at: try object.decode(Timestamp.self, forKey: .at),
            connection: try object.decode(Int.self, forKey: .connection),
            // Logs of earlier versions do without.
            version: try object.decodeIfPresent(Version.self, forKey: .version) ?? .http11,
            method: try object.decode(String.self, forKey: .method),
            target: try object.decode(String.self, forKey: .target),
            headers: try object.decode([SinkHeader].self, forKey: .headers),
            body: body,
            bodySize: try object.decode(Int.self, forKey: .bodySize),
            answer: try object.decode(String.self, forKey: .answer)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(number, forKey: .number)
        try object.encode(at, forKey: .at)
        try object.encode(connection, forKey: .connection)
        try object.encode(version, forKey: .version)
        try object.encode(method, forKey: .method)
        try object.encode(target, forKey: .target)
        try object.encode(headers, forKey: .headers)
        if let text = String(validating: body, as: UTF8.self) {
            try object.encode(text, forKey: .body)
        } else {
            try object.encode(Data(body), forKey: .bodyBase64)
        }
        try object.encode(bodySize, forKey: .bodySize)
        try object.encode(answer, forKey: .answer)
    }
}
