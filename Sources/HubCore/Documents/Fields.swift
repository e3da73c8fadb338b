// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Composition

/// Reads the keys of one object, and writes down everything that is wrong with them.
///
/// Every key that is asked for counts as known; ``finish()`` reports the others with the nearest known one.
package struct Fields {
    private let object: [Document.Entry]
    private let pointer: String
    private let problems: Problems
    private let known: KnownKeys

    private final class KnownKeys { var names: [String] = [] }

    /// Here `pointer` is the object's place as a JSON pointer; empty for the whole document.
    package init(_ document: Document, at pointer: String = "", problems: Problems) {
        self.pointer = pointer
        self.problems = problems
        self.known = KnownKeys()
        if case .object(let entries) = document.content {
            self.object = entries
        } else {
            self.object = []
            problems.add(
                .invalid,
                "An object is expected here, not \(document.kind).",
                at: pointer,
                line: document.line
            )
        }
    }

    /// The value of a key, whatever it is; nil where it is absent or null.
    package func value(_ key: String, required: Bool = false) -> Document? {
        known.names.append(key)
        if let value = object.first(where: { $0.key == key })?.value, value.content != .null { return value }
        if required { problems.add(.invalid, "“\(key)” is missing.", at: place(key), line: object.first?.line) }
        return nil
    }

    package func string(_ key: String, required: Bool = false) -> String? {
        guard let value = value(key, required: required) else { return nil }
        guard case .string(let text) = value.content else { return mismatch(key, value, "a string") }
        return text
    }

    /// A string that `parse` makes something of; `what` says what is expected.
    package func parsed<Value>(
        _ key: String,
        _ what: String,
        required: Bool = false,
        choices: [String] = [],
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let document = value(key, required: required) else { return nil }
        return parsed(document, place(key), what, choices: choices, parse)
    }

    package func boolean(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .boolean(let boolean) = value.content else { return mismatch(key, value, "true or false") }
        return boolean
    }

    package func integer(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(key) else { return nil }
        guard case .integer(let integer) = value.content, range.contains(integer) else {
            return mismatch(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    package func timestamp(_ key: String) -> Timestamp? {
        parsed(key, "an RFC 3339 time such as 2026-11-21T14:05:00Z") { Timestamp($0) }
    }

    /// Where a secret is kept; a secret written out is refused, and not repeated.
    package func secretReference(_ key: String) -> SecretReference? {
        guard let value = value(key) else { return nil }
        if case .string(let text) = value.content, let reference = SecretReference(text) { return reference }
        problems.addSecretWrittenOut(at: place(key), line: value.line)
        return nil
    }

    /// The items of a list, each with its place.
    package func list(_ key: String) -> [(document: Document, pointer: String)]? {
        guard let value = value(key) else { return nil }
        guard case .list(let items) = value.content else { return mismatch(key, value, "a list") }
        return items.enumerated().map { ($1, "\(place(key))/\($0)") }
    }

    /// A list of strings that `parse` makes something of.
    package func parsedList<Value>(
        _ key: String,
        _ what: String,
        choices: [String] = [],
        _ parse: (String) -> Value?
    ) -> [Value]? {
        list(key)?.compactMap { parsed($0.document, $0.pointer, what, choices: choices, parse) }
    }

    /// An object's entries, each with its place.
    package func entries(_ key: String) -> [(key: String, value: Document, pointer: String)]? {
        guard let value = value(key) else { return nil }
        guard case .object(let entries) = value.content else { return mismatch(key, value, "an object") }
        return entries.map { ($0.key, $0.value, "\(place(key))/\(Fields.escaped($0.key))") }
    }

    /// The fields of a nested object.
    package func nested(_ key: String, required: Bool = false) -> Fields? {
        value(key, required: required).map { Fields($0, at: place(key), problems: problems) }
    }

    package func problem(_ key: String, _ message: String, suggestion: String? = nil) {
        let line = object.first { $0.key == key }?.value.line
        problems.add(.invalid, message, at: place(key), line: line, suggestion: suggestion)
    }

    /// Reports the keys that nobody asked for.
    package func finish() {
        for entry in object where !known.names.contains(entry.key) {
            let nearest = NearestName.of(entry.key, in: known.names)
            let suggestion =
                nearest.map { "Did you mean “\($0)”?" }
                ?? "Known here: \(known.names.sorted().joined(separator: ", "))."
            problems.add(
                .unknownKey,
                "“\(entry.key.prefix(80))” is not known here.",
                at: place(entry.key),
                line: entry.line,
                suggestion: suggestion
            )
        }
    }

    private func place(_ key: String) -> String { "\(pointer)/\(Fields.escaped(key))" }

    /// A key as a part of a JSON pointer (RFC 6901 3).
    private static func escaped(_ key: String) -> String {
        key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private func parsed<Value>(
        _ document: Document,
        _ pointer: String,
        _ what: String,
        choices: [String],
        _ parse: (String) -> Value?
    ) -> Value? {
        guard case .string(let text) = document.content, let value = parse(text) else {
            var suggestion: String?
            if case .string(let text) = document.content, let nearest = NearestName.of(text, in: choices) {
                suggestion = "Did you mean “\(nearest)”?"
            } else if !choices.isEmpty {
                suggestion = "Use one of: \(choices.joined(separator: ", "))."
            }
            let given = if case .string(let text) = document.content { "“\(text.prefix(80))”" } else { document.kind }
            problems.add(.invalid, "\(given) is not \(what).", at: pointer, line: document.line, suggestion: suggestion)
            return nil
        }
        return value
    }

    private func mismatch<Value>(_ key: String, _ value: Document, _ expected: String) -> Value? {
        problems.add(.invalid, "“\(key)” must be \(expected), not \(value.kind).", at: place(key), line: value.line)
        return nil
    }
}
