// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A value given for a template's variable, as JSON writes it.
package enum VariableValue: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case list([VariableValue])
    /// One value for each locale: `{"en": "card payments", "de": "Kartenzahlungen"}`.
    case localized([LocaleTag: VariableValue])
    /// The same as not giving the variable.
    case null

    /// What it is, in the words of an error message.
    package var kind: String {
        switch self {
        case .string: "text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "a list"
        case .localized: "one value for each locale"
        case .null: "nothing"
        }
    }
}

extension VariableValue: Codable {
    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            var values: [LocaleTag: VariableValue] = [:]
            for key in container.allKeys {
                guard let locale = LocaleTag(key.stringValue) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: key,
                        in: container,
                        debugDescription: "an object's keys are language tags: one value for each locale"
                    )
                }
                values[locale] = try container.decode(VariableValue.self, forKey: key)
            }
            self = .localized(values)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else {
            self = .list(try container.decode([VariableValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        if case .localized(let values) = self {
            var container = encoder.container(keyedBy: Key.self)
            for (locale, value) in values { try container.encode(value, forKey: Key(locale.text)) }
            return
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .null, .localized: try container.encodeNil()
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { self.stringValue = text }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension VariableValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
}

extension VariableValue: ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral {
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: VariableValue...) { self = .list(elements) }
}
