// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// Values kept whole in one column, as JSON with sorted keys.
enum JSONText {
    static func encode(_ value: some Encodable) throws(Fault) -> String {
        String(decoding: try bytes(value), as: UTF8.self)
    }

    static func bytes(_ value: some Encodable) throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw Fault(.internalError, "A record could not be written as JSON.")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws(Fault) -> Value {
        try decode(type, Array(text.utf8))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(Fault) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw Fault(.storageUnavailable, "A record in the database cannot be read.")
        }
    }
}
