// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Glibc

/// Reads a CSV file (RFC 4180) record by record: a file of any size in constant memory.
///
/// Quoted fields may hold commas, quotes written twice, and line ends; a byte order mark and either kind of line end are
/// taken; empty lines are passed over.
package struct CSVReader: ~Copyable {
    package struct Record: Hashable, Sendable {
        /// The line on which it starts, from 1.
        package let line: Int
        package let fields: [String]
    }

    /// Bytes of one record at the most: a quote that is never closed must not read the whole file into one field.
    package static let longestRecord = 64 * 1_024

    private let file: UnsafeMutablePointer<FILE>
    private let path: String
    private var line = 1

    /// - Throws: ``FaultCode/audienceInvalid`` where the file cannot be opened.
    package init(path: String) throws(Fault) {
        guard let file = fopen(path, "re") else {
            throw Fault(.audienceInvalid, "The audience's file cannot be read.", context: ["where": path])
        }
        self.file = file
        self.path = path
        if getc(file) != 0xEF || getc(file) != 0xBB || getc(file) != 0xBF { rewind(file) }
    }

    deinit { fclose(file) }

    /// The next record; nil at the end.
    ///
    /// - Throws: ``FaultCode/audienceInvalid`` naming the line, for a record that is too long or a quote left open.
    package mutating func next() throws(Fault) -> Record? {
        while true {
            let start = line
            guard let fields = try fields(from: start) else { return nil }
            if fields != [""] { return Record(line: start, fields: fields) }
        }
    }

    private mutating func fields(from start: Int) throws(Fault) -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var size = 0
        while true {
            let byte = getc(file)
            size += 1
            guard size <= CSVReader.longestRecord else {
                throw invalid(
                    "The record is longer than \(CSVReader.longestRecord) bytes: is a quote left open?",
                    start
                )
            }
            switch byte {
            case EOF:
                if isQuoted { throw invalid("A quote is left open.", start) }
                if size == 1 { return nil }
                return fields + [String(decoding: field, as: UTF8.self)]
            case 0x22 where isQuoted:
                let following = getc(file)
                if following == 0x22 { field.append(0x22) } else { isQuoted = false; ungetc(following, file) }
            case 0x22 where field.isEmpty:
                isQuoted = true
            case 0x2C where !isQuoted:
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            case 0x0A where !isQuoted:
                line += 1
                if field.last == 0x0D { field.removeLast() }
                return fields + [String(decoding: field, as: UTF8.self)]
            default:
                if byte == 0x0A { line += 1 }
                field.append(UInt8(truncatingIfNeeded: byte))
            }
        }
    }

    private func invalid(_ message: String, _ line: Int) -> Fault {
        Fault(.audienceInvalid, message, context: ["where": "\(path):\(line)"])
    }
}
