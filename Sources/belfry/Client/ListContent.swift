// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import HubCore

/// A list as it lies in a file or comes from standard input, for which `-` stands.
enum ListContent {
    static func read(_ path: String) throws(Fault) -> [UInt8] {
        guard let file = path == "-" ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "re") else {
            throw Fault(.audienceInvalid, "The file cannot be read.", context: ["where": path])
        }
        defer { fclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            content += buffer[..<count]
        }
        guard ferror(file) == 0 else {
            throw Fault(.audienceInvalid, "The file cannot be read.", context: ["where": path])
        }
        return content
    }

    static func write(_ content: [UInt8], to path: String) throws(Fault) {
        guard let file = path == "-" ? fdopen(dup(STDOUT_FILENO), "w") : fopen(path, "we") else {
            throw Fault(.fileUnwritable, "The file cannot be written.", context: ["where": path])
        }
        let written = fwrite(content, 1, content.count, file)
        guard fclose(file) == 0, written == content.count else {
            throw Fault(.fileUnwritable, "The file cannot be written.", context: ["where": path])
        }
    }

    /// Writes the lines that a report says were set aside, in CSV below the header.
    static func write(_ content: [UInt8], linesOf report: Document, isCSV: Bool, to path: String) throws(Fault) {
        var runs =
            (report["set_aside_lines"]?.items ?? [])
            .compactMap { run -> ClosedRange<Int>? in
                guard case .integer(let first)? = run.items.first?.content,
                    case .integer(let last)? = run.items.last?.content, first <= last
                else { return nil }
                return Int(first)...Int(last)
            }[...]
        var rejected: [UInt8] = []
        var number = 0
        var hasHeader = !isCSV
        for line in content.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            while let run = runs.first, run.upperBound < number { runs.removeFirst() }
            let isHeader = !hasHeader && !line.isEmpty && line != [0x0D]
            if isHeader { hasHeader = true }
            guard isHeader || runs.first?.contains(number) == true else { continue }
            rejected += line
            rejected.append(0x0A)
        }
        try write(rejected, to: path)
    }
}
