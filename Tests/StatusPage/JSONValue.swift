// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// JSON that was read, to be looked at.
enum JSONValue: Hashable, Decodable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    case list([JSONValue])
    case object([String: JSONValue])

    init(_ text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(key: String) -> JSONValue? {
        guard case .object(let entries) = self else { return nil }
        return entries[key]
    }

    var keys: Set<String> {
        guard case .object(let entries) = self else { return [] }
        return Set(entries.keys)
    }

    var items: [JSONValue]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}
