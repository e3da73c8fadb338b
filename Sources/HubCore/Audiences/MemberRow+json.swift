// SPDX-License-Identifier: Apache-2.0

import Announcement

extension MemberRow {
    /// Reads one line of NDJSON.
    static func json(_ bytes: [UInt8]) throws(LineFlaw) -> MemberRow {
        let document = try document(bytes, column: nil)
        guard case .object(let entries) = document.content else {
            throw LineFlaw(.notJSON, nil, "The line is not a JSON object.")
        }
        return try MemberRow(entries, isFallback: false)
    }

    /// Reads what stands under `else` in CSV: the same list as in NDJSON.
    static func fallbacks(_ text: String) throws(LineFlaw) -> [MemberRow] {
        try fallbacks(document(Array(text.utf8), column: "else"))
    }

    private static func document(_ bytes: [UInt8], column: String?) throws(LineFlaw) -> Document {
        var reader = JSONReader(bytes)
        do throws(JSONReader.Problem) {
            return try reader.document()
        } catch {
            throw LineFlaw(.notJSON, column, "That is not JSON: \(error.message) at column \(error.column).")
        }
    }

    private static func fallbacks(_ document: Document) throws(LineFlaw) -> [MemberRow] {
        guard case .list(let items) = document.content, items.count <= 8 else {
            throw LineFlaw(.valueInvalid, "else", "“else” is a list of up to 8 addresses.")
        }
        var rows: [MemberRow] = []
        for item in items {
            guard case .object(let entries) = item.content else {
                throw LineFlaw(.valueInvalid, "else", "An address under “else” is an object.")
            }
            rows.append(try MemberRow(entries, isFallback: true))
        }
        return rows
    }

    private init(_ entries: [Document.Entry], isFallback: Bool) throws(LineFlaw) {
        self.init()
        for entry in entries where entry.value.content != .null {
            let value = entry.value
            switch (entry.key, isFallback) {
            case ("channel", _): channel = try Self.text(value, entry.key)
            case ("to", _): address = try Self.text(value, entry.key).trimmingBlanks
            case ("locale", _): locale = try Self.text(value, entry.key)
            case ("tags", _): tags = try Self.texts(value, entry.key)
            case ("secret", _): secret = try Self.text(value, entry.key)
            case ("person", false): person = try Self.text(value, entry.key)
            case ("components", false): components = try Self.texts(value, entry.key)
            case ("severity", false): severity = try Self.text(value, entry.key)
            case ("incident", false): incident = try Self.text(value, entry.key)
            case ("else", false): fallbacks = try Self.fallbacks(value)
            case ("reader", false):
                guard case .object(let variables) = value.content else {
                    throw LineFlaw(.valueInvalid, entry.key, "“reader” is an object of personal variables.")
                }
                for variable in variables {
                    reader[variable.key] = try Self.text(variable.value, "reader.\(variable.key.prefix(64))")
                }
            case (let key, false) where key.hasPrefix(Self.variablePrefix):
                reader[String(key.dropFirst(Self.variablePrefix.count))] = try Self.text(value, String(key.prefix(80)))
            default:
                let known = isFallback ? Array(Self.columns.prefix(5)) : Self.columns + ["reader"]
                throw LineFlaw(
                    .keyUnknown,
                    String(entry.key.prefix(80)),
                    "“\(entry.key.prefix(80))” is not known here.",
                    suggestion: "Known here: \(known.joined(separator: ", "))."
                )
            }
        }
    }

    private static func text(_ value: Document, _ key: String) throws(LineFlaw) -> String {
        guard case .string(let text) = value.content else {
            throw LineFlaw(.valueInvalid, key, "“\(key)” must be a string, not \(value.kind).")
        }
        return text
    }

    private static func texts(_ value: Document, _ key: String) throws(LineFlaw) -> [String] {
        guard case .list(let items) = value.content else {
            throw LineFlaw(.valueInvalid, key, "“\(key)” must be a list, not \(value.kind).")
        }
        var texts: [String] = []
        for item in items { texts.append(try text(item, key)) }
        return texts
    }
}
