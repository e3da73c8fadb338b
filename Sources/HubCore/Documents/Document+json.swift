// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

extension Document: Codable {
    /// - Throws: ``FaultCode/malformedRequest`` saying where the text stops being JSON.
    package static func json(_ bytes: [UInt8]) throws(Fault) -> Document {
        do {
            return try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw Fault(
                .malformedRequest,
                "The body is not JSON\(explanation(of: error)).",
                context: ["where": "body"]
            )
        }
    }

    private static func explanation(of error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else { return "" }
        let detail = (context.underlyingError as? any CustomDebugStringConvertible)?.debugDescription
        // The parser's own words name line and column; the text of the body is never repeated.
        let words = detail ?? context.debugDescription
        guard let place = words.firstRange(of: "around line") else { return "" }
        return " \(words[place.lowerBound...].prefix { $0 != "." })"
    }

    /// The document as JSON text, for decoding into a type of one's own.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: AnyKey.self) {
            let entries = try object.allKeys.map { key in
                Entry(key: key.stringValue, line: nil, value: try object.decode(Document.self, forKey: key))
            }
            self.init(.object(entries.sorted { $0.key < $1.key }))
        } else if var list = try? decoder.unkeyedContainer() {
            var items: [Document] = []
            while !list.isAtEnd { items.append(try list.decode(Document.self)) }
            self.init(.list(items))
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self.init(.null)
            } else if let boolean = try? value.decode(Bool.self) {
                self.init(.boolean(boolean))
            } else if let integer = try? value.decode(Int64.self) {
                self.init(.integer(integer))
            } else if let number = try? value.decode(Double.self) {
                self.init(.number(number))
            } else {
                self.init(.string(try value.decode(String.self)))
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch content {
        case .object(let entries):
            var object = encoder.container(keyedBy: AnyKey.self)
            for entry in entries { try object.encode(entry.value, forKey: AnyKey(stringValue: entry.key)) }
        case .list(let items):
            var list = encoder.unkeyedContainer()
            for item in items { try list.encode(item) }
        case .null:
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        case .boolean(let boolean):
            var value = encoder.singleValueContainer()
            try value.encode(boolean)
        case .integer(let integer):
            var value = encoder.singleValueContainer()
            try value.encode(integer)
        case .number(let number):
            var value = encoder.singleValueContainer()
            try value.encode(number)
        case .string(let string):
            var value = encoder.singleValueContainer()
            try value.encode(string)
        }
    }
}
