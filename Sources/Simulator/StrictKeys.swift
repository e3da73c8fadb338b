// SPDX-License-Identifier: Apache-2.0

/// Any key of a JSON object.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A script with a mistyped key would play another play than the one asked for: every key must be known.
    func refuseKeys(otherThan known: [any CodingKey]) throws {
        let names = known.map(\.stringValue)
        for key in try container(keyedBy: AnyKey.self).allKeys where !names.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: "unknown key “\(key.stringValue)”; known are \(names.joined(separator: ", "))"
                )
            )
        }
    }
}
