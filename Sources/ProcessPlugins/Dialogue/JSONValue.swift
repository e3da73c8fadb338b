// SPDX-License-Identifier: Apache-2.0

/// Any JSON value: what a plugin says before anyone knows what it means.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let entries) = self else { return nil }
        return entries[key]
    }

    package var text: String? { if case .string(let text) = self { text } else { nil } }

    package var whole: Int64? { if case .integer(let number) = self { number } else { nil } }

    package var truth: Bool? { if case .boolean(let truth) = self { truth } else { nil } }

    package var items: [JSONValue]? { if case .list(let items) = self { items } else { nil } }

    package var entries: [String: JSONValue]? { if case .object(let entries) = self { entries } else { nil } }

    /// A number with or without a fraction.
    package var real: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// Every text in it, however deep.
    package var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .list(let items): items.flatMap(\.texts)
        case .object(let entries): entries.values.flatMap(\.texts)
        default: []
        }
    }

    /// The same with every text replaced.
    package func mapping<Failure: Error>(
        _ transform: (String) throws(Failure) -> String
    ) throws(Failure) -> JSONValue {
        switch self {
        case .string(let text): return .string(try transform(text))
        case .list(let items):
            var mapped: [JSONValue] = []
            for item in items { mapped.append(try item.mapping(transform)) }
            return .list(mapped)
        case .object(let entries):
            var mapped: [String: JSONValue] = [:]
            for (key, value) in entries { mapped[key] = try value.mapping(transform) }
            return .object(mapped)
        default: return self
        }
    }
}

extension JSONValue: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            var entries: [String: JSONValue] = [:]
            for key in object.allKeys { entries[key.stringValue] = try object.decode(JSONValue.self, forKey: key) }
            self = .object(entries)
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var items: [JSONValue] = []
            while !list.isAtEnd { items.append(try list.decode(JSONValue.self)) }
            self = .list(items)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .boolean(truth)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .string(try value.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let entries):
            var object = encoder.container(keyedBy: Key.self)
            for (key, value) in entries { try object.encode(value, forKey: Key(stringValue: key)) }
        case .list(let items):
            var list = encoder.unkeyedContainer()
            for item in items { try list.encode(item) }
        case .null:
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        case .boolean(let truth):
            var value = encoder.singleValueContainer()
            try value.encode(truth)
        case .integer(let number):
            var value = encoder.singleValueContainer()
            try value.encode(number)
        case .number(let number):
            var value = encoder.singleValueContainer()
            try value.encode(number)
        case .string(let text):
            var value = encoder.singleValueContainer()
            try value.encode(text)
        }
    }
}
