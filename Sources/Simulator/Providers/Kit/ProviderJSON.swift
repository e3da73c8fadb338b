// SPDX-License-Identifier: Apache-2.0

/// Any JSON, for dialects that look into a request without trusting its shape.
enum ProviderJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([ProviderJSON])
    case object([String: ProviderJSON])
}

extension ProviderJSON {
    /// Nil for bytes that are no JSON.
    init?(_ bytes: [UInt8]) {
        guard let value = try? SinkJSON.decode(ProviderJSON.self, from: bytes) else { return nil }
        self = value
    }

    subscript(_ key: String) -> ProviderJSON? { object?[key] }

    var object: [String: ProviderJSON]? { if case .object(let value) = self { value } else { nil } }
    var list: [ProviderJSON]? { if case .list(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
    var flag: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// A number without a fraction.
    var whole: Int? { if case .number(let value) = self { Int(exactly: value) } else { nil } }
}

extension ProviderJSON: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([ProviderJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: ProviderJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension ProviderJSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: ProviderJSON...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, ProviderJSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    init(nilLiteral: ()) { self = .null }
    init(_ value: Int) { self = .number(Double(value)) }
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }
}
