// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// A request to a provider, taken apart as far as every dialect needs it.
struct ProviderRequest: Sendable {
    /// Why a body cannot be read.
    enum Flaw: Error, Hashable {
        case notJSON
        /// A field, by its path, that is missing or of the wrong kind.
        case wrong(String)
    }

    let raw: SinkRequest
    /// The path's parts, behind the dialect's prefix where it has it, without percent signs.
    ///
    /// Empty parts stay, but an empty path has none.
    let parts: [String]
    let query: [String: String]

    init(_ request: SinkRequest, below prefix: String) {
        self.raw = request
        let whole = request.path[...]
        let path = whole.hasPrefix(prefix) ? whole.dropFirst(prefix.count) : whole.drop { $0 == "/" }
        let parts = path.isEmpty ? [] : path.split(separator: "/", omittingEmptySubsequences: false)
        self.parts = parts.map { Self.decoded($0, isForm: false) }
        self.query = Self.fields(request.target.drop { $0 != "?" }.dropFirst())
    }

    var method: String { raw.method }

    /// When it arrived: a dialect has no other clock.
    var now: Timestamp { raw.at }

    /// The method and the path below the prefix, such as `POST a/b`.
    var route: String { "\(method) \(parts.joined(separator: "/"))" }

    /// The first header of that name, in any case.
    func header(_ name: String) -> String? { raw.header(name) }

    /// The media type in lower case, without parameters.
    var mediaType: String {
        let value = (header("content-type") ?? "").prefix { $0 != ";" }
        return value.filter { !$0.isWhitespace }.lowercased()
    }
}

// MARK: Credentials

extension ProviderRequest {
    /// What stands behind the word for the scheme in `Authorization`, compared in any case; nil where there is none.
    func credential(_ scheme: String) -> String? {
        let halves = (header("authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard halves.count == 2, halves[0].lowercased() == scheme.lowercased() else { return nil }
        return String(halves[1])
    }

    /// The token of `Authorization: Bearer …`.
    var bearer: String? { credential("bearer") }

    /// Name and password of `Authorization: Basic …`.
    var basic: (name: String, password: String)? {
        guard let data = credential("basic").flatMap({ Data(base64Encoded: $0) }) else { return nil }
        let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
    }
}

// MARK: Bodies

extension ProviderRequest {
    /// The body as a form; nil where it says that it is something else.
    ///
    /// Of a name that stands twice, the last counts.
    var form: [String: String]? {
        mediaType == "application/x-www-form-urlencoded" ? Self.fields(raw.text[...]) : nil
    }

    /// The body as JSON of any shape; nil where it says that it is something else, or is no object.
    var json: ProviderJSON? {
        guard mediaType == "application/json", let json = ProviderJSON(raw.body), json.object != nil else { return nil }
        return json
    }

    /// The body as JSON of one shape, whatever it says that it is.
    func body<Value: Decodable>(as type: Value.Type) throws(Flaw) -> Value {
        do {
            return try SinkJSON.decode(type, from: raw.body)
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .wrong(Self.name(context.codingPath + [key]))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .wrong(Self.name(context.codingPath))
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw .wrong(Self.name(context.codingPath))
        } catch {
            throw .notJSON
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    /// Fields that stand as `a=b&c=d`.
    static func fields(_ text: Substring) -> [String: String] {
        let pairs = text.split(separator: "&")
            .map { pair in
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (decoded(halves[0], isForm: true), halves.count == 2 ? decoded(halves[1], isForm: true) : "")
            }
        return Dictionary(pairs) { _, last in last }
    }

    /// Text without percent signs, and in forms with blanks for plus signs; a broken escape stays as it is.
    static func decoded(_ text: Substring, isForm: Bool) -> String {
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
