// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

extension Document {
    /// Reads a text in which every key of an object is given once.
    ///
    /// - Throws: ``FaultCode/malformedRequest`` saying where the text stops being JSON, and repeating nothing of it.
    package static func json(_ bytes: [UInt8]) throws(Fault) -> Document {
        var reader = JSONReader(bytes)
        do throws(JSONReader.Problem) {
            return try reader.document()
        } catch {
            throw Fault(
                .malformedRequest,
                "The body is not JSON: \(error.message) at line \(error.line), column \(error.column).",
                context: ["where": "body"]
            )
        }
    }

    /// The document as JSON text, for decoding into a type of one's own.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension Document: Encodable {
    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
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
