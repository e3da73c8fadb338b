// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import HubCore

/// Writes lists to a file or to standard output, for which `-` stands.
enum ListContent {
    static func write(_ content: [UInt8], to path: String) throws(Fault) {
        try write(to: path) { put throws(Fault) in try put(content) }
    }

    /// Writes the lines that a report says were set aside, in CSV below the header.
    static func write(_ list: ListFile, linesOf report: Document, isCSV: Bool, to path: String) throws(Fault) {
        let runs = (report["set_aside_lines"]?.items ?? [])
            .compactMap { run -> ClosedRange<Int>? in
                guard case .integer(let first)? = run.items.first?.content,
                    case .integer(let last)? = run.items.last?.content, first <= last
                else { return nil }
                return Int(first)...Int(last)
            }
        try write(to: path) { put throws(Fault) in
            var lines = SetAsideLines(runs, hasHeader: isCSV)
            try list.readAgain { piece throws(Fault) in try put(lines.pick(from: piece)) }
            try put(lines.end())
        }
    }

    private static func write(
        to path: String,
        _ body: (_ put: ([UInt8]) throws(Fault) -> Void) throws(Fault) -> Void
    ) throws(Fault) {
        let unwritable = Fault(.fileUnwritable, "The file cannot be written.", context: ["where": path])
        guard let file = path == "-" ? fdopen(dup(STDOUT_FILENO), "w") : fopen(path, "we") else { throw unwritable }
        do throws(Fault) {
            try body { content throws(Fault) in
                guard fwrite(content, 1, content.count, file) == content.count else { throw unwritable }
            }
        } catch {
            fclose(file)
            throw error
        }
        guard fclose(file) == 0 else { throw unwritable }
    }
}
