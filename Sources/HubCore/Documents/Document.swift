// SPDX-License-Identifier: Apache-2.0

/// What a JSON body or a YAML file says, before anyone knows what it means.
///
/// One reader, ``Fields``, serves both, so that a mistake in a request and a mistake in the configuration are explained
/// alike: what is wrong, where, and which name was probably meant.
package struct Document: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case list([Document])
        case object([Entry])
    }

    package struct Entry: Hashable, Sendable {
        package var key: String
        package var line: Int?
        package var value: Document

        package init(key: String, line: Int? = nil, value: Document) {
            self.key = key
            self.line = line
            self.value = value
        }
    }

    package var content: Content
    /// Where it stands in its file, where it comes from one.
    package var line: Int?

    package init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    package subscript(_ key: String) -> Document? {
        guard case .object(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// What kind of value it is, in words.
    package var kind: String {
        switch content {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// Every string replaced by what `transform` makes of it, or by null; places stay.
    package func mappingStrings(
        _ transform: (_ text: String, _ line: Int?) -> String?
    ) -> Document {
        switch content {
        case .string(let text): Document(transform(text, line).map { .string($0) } ?? .null, line: line)
        case .list(let items): Document(.list(items.map { $0.mappingStrings(transform) }), line: line)
        case .object(let entries):
            Document(
                .object(
                    entries.map { Entry(key: $0.key, line: $0.line, value: $0.value.mappingStrings(transform)) }
                ),
                line: line
            )
        default: self
        }
    }
}
