// SPDX-License-Identifier: Apache-2.0

import Announcement

/// The header of an audience's list in CSV: which field is what.
struct MemberHeader {
    private let columns: [String]

    /// - Throws: ``FaultCode/audienceInvalid`` for a column that is not known, given twice or missing: then no line can be
    ///   trusted.
    init(_ record: CSVParser.Record, in path: String?) throws(Fault) {
        columns = record.fields.map(\.trimmingBlanks)
        let place = path.map { "\($0):\(record.lines.lowerBound)" } ?? "line \(record.lines.lowerBound)"
        let known = MemberRow.columns.joined(separator: ",") + ",\(MemberRow.variablePrefix)NAME"
        for column in columns where !Self.isKnown(column) {
            throw Fault(
                .audienceInvalid,
                "The column “\(column.prefix(40))” is not known.",
                suggestedAction: "The first line names the columns: \(known).",
                context: ["where": place]
            )
        }
        guard Set(columns).count == columns.count else {
            throw Fault(.audienceInvalid, "The first line names a column twice.", context: ["where": place])
        }
        guard columns.contains("channel"), columns.contains("to") else {
            throw Fault(
                .audienceInvalid,
                "The first line must name at least the columns “channel” and “to”.",
                suggestedAction: "The first line names the columns: \(known).",
                context: ["where": place]
            )
        }
    }

    private static func isKnown(_ column: String) -> Bool {
        MemberRow.columns.contains(column)
            || column.hasPrefix(MemberRow.variablePrefix)
                && ReaderPlaces.isName(column.dropFirst(MemberRow.variablePrefix.count))
    }

    /// Empty fields are left out, and missing ones at the end.
    func row(_ fields: [String]) throws(LineFlaw) -> MemberRow {
        guard fields.count <= columns.count else {
            throw LineFlaw(.tooManyFields, nil, "The line has more fields than the header.")
        }
        var row = MemberRow()
        for (column, field) in zip(columns, fields) where !field.isEmpty {
            let text = CSVText.plain(field)
            switch column {
            case "channel": row.channel = text.trimmingBlanks
            case "to": row.address = text.trimmingBlanks
            case "locale": row.locale = text.trimmingBlanks
            case "tags": row.tags = text.listed
            case "secret": row.secret = text
            case "person": row.person = text
            case "components": row.components = text.listed
            case "severity": row.severity = text.trimmingBlanks
            case "incident": row.incident = text.trimmingBlanks
            case "else": row.fallbacks = try MemberRow.fallbacks(text)
            default: row.reader[String(column.dropFirst(MemberRow.variablePrefix.count))] = text
            }
        }
        return row
    }
}

extension String {
    var trimmingBlanks: String {
        guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
        return String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// What stands between semicolons.
    fileprivate var listed: [String] { split(separator: ";").map { String($0).trimmingBlanks }.filter { !$0.isEmpty } }
}
