// SPDX-License-Identifier: Apache-2.0

/// Writes CSV so that what is read again is what was written, and a spreadsheet takes no field for a formula.
///
/// A spreadsheet reckons with a field that begins with `=`, `+`, `-` or `@`: an address may, and a reader's own words may
/// hold a command. Such a field is written with an apostrophe before it, which spreadsheets take for “text follows”; it
/// also keeps them from making a number of `+49 30 1234`. Reading takes the apostrophe off again.
package enum CSVText {
    package static func line(_ fields: [String]) -> String {
        fields.map { field($0) }.joined(separator: ",") + "\r\n"
    }

    package static func field(_ text: String) -> String {
        let guarded = isAmbiguous(text[...]) ? "'" + text : text
        guard guarded.utf8.contains(where: { $0 < 0x20 || "\",;".utf8.contains($0) }) else { return guarded }
        return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
    }

    /// What a field says, without the apostrophe that keeps spreadsheets from reckoning.
    package static func plain(_ field: String) -> String {
        field.first == "'" && isAmbiguous(field.dropFirst()) ? String(field.dropFirst()) : field
    }

    private static func isAmbiguous(_ text: Substring) -> Bool {
        guard let first = text.utf8.first else { return false }
        return "=+-@'\t\r".utf8.contains(first)
    }
}
