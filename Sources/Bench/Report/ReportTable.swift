// SPDX-License-Identifier: Apache-2.0

/// A report as people read it.
package struct ReportTable {
    private let report: BenchReport

    package init(_ report: BenchReport) { self.report = report }

    package var text: String {
        let headings = ["measure", "median", "against", "", "ratio", "goal", "met"]
        let cells = [headings] + report.rows.map(cells)
        let widths = headings.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let gaps = report.gaps.map { "\($0.measure.rawValue): not measured: \($0.reason)" }
        let head = [report.machine.text, "Medians of \(report.runs) \(report.runs == 1 ? "run" : "runs").", ""]
        return (head + lines + (gaps.isEmpty ? [] : [""] + gaps)).joined(separator: "\n") + "\n"
    }

    private func cells(_ row: BenchReport.Row) -> [String] {
        [
            row.name,
            row.unit.text(row.median),
            row.against ?? "",
            row.referenceMedian.map { row.unit.text($0) } ?? "",
            row.ratio.map { "\(Decimals.text($0, places: 2)) ×" } ?? "",
            row.goal?.text(in: row.unit) ?? "",
            row.isMet.map { $0 ? "yes" : "no" } ?? "",
        ]
    }
}
