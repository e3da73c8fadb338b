// SPDX-License-Identifier: Apache-2.0

import HubCore

/// Columns for people on a terminal, tab-separated values for programs anywhere else.
struct Table {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    mutating func add(_ cells: String...) {
        // What comes from outside may not move a terminal's cursor or break a row.
        rows.append(
            cells.map { cell in
                String(cell.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
            }
        )
    }

    func print() {
        guard Terminal.outputIsTerminal else {
            for row in rows { Terminal.line(row.joined(separator: "\t")) }
            return
        }
        guard !rows.isEmpty else { return Terminal.line("Nothing to show.") }
        let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
        Terminal.line(Terminal.styled(line(headings, widths), "1"))
        for row in rows { Terminal.line(line(row, widths)) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths)
            .map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            .joined(separator: "  ")
    }
}

extension HubOptions {
    /// Prints an answer as JSON where that was asked for; else lets `table` show it.
    func show(_ answer: Document, _ table: (Document) -> Void) throws {
        guard json else { return table(answer) }
        Terminal.line(String(decoding: try JSONText.encode(answer, pretty: true), as: UTF8.self))
    }
}
