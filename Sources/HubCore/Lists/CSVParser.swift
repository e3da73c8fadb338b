// SPDX-License-Identifier: Apache-2.0

/// Reads CSV (RFC 4180) that comes in pieces: a list of any size in constant memory.
///
/// Quoted fields may hold delimiters, quotes written twice, and line ends; a byte order mark and either kind of line end
/// are taken; empty lines are passed over. The first line tells whether commas, semicolons or tabs part the fields. A
/// quote that is never closed costs the one line where it stands: reading goes on with the next.
package struct CSVParser: Sendable {
    package struct Record: Hashable, Sendable {
        /// The lines that it takes, from 1.
        package let lines: ClosedRange<Int>
        package let fields: [String]
    }

    package enum Flaw: Hashable, Sendable { case tooLong, openQuote, notUTF8 }

    package enum Item: Hashable, Sendable {
        case record(Record)
        case broken(lines: ClosedRange<Int>, Flaw)
    }

    private var cutter = LineCutter()
    private var splitter: CSVSplitter?
    /// The lines of a record whose quote is still open.
    private var open: [LineCutter.Line] = []
    private var openSize = 0

    package init() {}

    package mutating func read(_ piece: [UInt8]) -> [Item] { take(cutter.cut(piece)) }

    /// The rest, once nothing more comes.
    package mutating func finish() -> [Item] {
        var items = take(cutter.last().map { [$0] } ?? [])
        while let first = open.first {
            items.append(.broken(lines: first.number...first.number, .openQuote))
            items += take(abandon())
        }
        return items
    }

    private mutating func take(_ lines: [LineCutter.Line]) -> [Item] {
        var items: [Item] = []
        // Lines are looked at anew where a quote turns out never to close: the next line is the last of these.
        var waiting = Array(lines.reversed())
        while let line = waiting.popLast() {
            guard let bytes = line.bytes else {
                if let first = open.first {
                    items.append(.broken(lines: first.number...first.number, .openQuote))
                    waiting.append(line)
                    waiting += abandon().reversed()
                } else {
                    items.append(.broken(lines: line.number...line.number, .tooLong))
                }
                continue
            }
            if open.isEmpty, bytes.isEmpty || bytes == [0x0D] { continue }
            var splitter = self.splitter ?? CSVSplitter(header: bytes)
            // Held by nobody else, so that nothing of it is copied.
            self.splitter = nil
            splitter.take(bytes)
            guard splitter.isOpen else {
                let start = open.first?.number ?? line.number
                open = []
                openSize = 0
                if let fields = splitter.finish() {
                    items.append(.record(Record(lines: start...line.number, fields: fields)))
                } else {
                    items.append(.broken(lines: start...line.number, .notUTF8))
                }
                self.splitter = splitter
                continue
            }
            self.splitter = splitter
            open.append(line)
            openSize += bytes.count + 1
            if openSize > LineCutter.longest, let first = open.first {
                items.append(.broken(lines: first.number...first.number, .openQuote))
                waiting += abandon().reversed()
            }
        }
        return items
    }

    /// Gives up the record whose quote is open; returns all its lines but the first.
    private mutating func abandon() -> [LineCutter.Line] {
        defer {
            open = []
            openSize = 0
            splitter?.reset()
        }
        return Array(open.dropFirst())
    }
}

/// Splits the lines of one record into fields.
private struct CSVSplitter: Sendable {
    private static let quote = UInt8(ascii: "\"")

    private let delimiter: UInt8
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    /// Whether a quote is open: the next line belongs to the same field.
    private(set) var isOpen = false

    /// The delimiter is what stands in the header most often, in doubt a comma.
    init(header: [UInt8]) {
        var best = (delimiter: UInt8(ascii: ","), count: 0)
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09] {
            let count = header.count { $0 == delimiter }
            if count > best.count { best = (delimiter, count) }
        }
        self.delimiter = best.delimiter
    }

    mutating func take(_ line: [UInt8]) {
        if isOpen { field.append(0x0A) }
        var index = 0
        while index < line.count {
            let byte = line[index]
            index += 1
            if byte == Self.quote, isOpen {
                if index < line.count, line[index] == Self.quote {
                    field.append(byte)
                    index += 1
                } else {
                    isOpen = false
                }
            } else if byte == Self.quote, field.isEmpty {
                isOpen = true
            } else if byte == delimiter, !isOpen {
                fields.append(field)
                field = []
            } else if byte == 0x0D, index == line.count, !isOpen {
                break
            } else {
                field.append(byte)
            }
        }
    }

    /// The record's fields; nil where one of them is not UTF-8.
    mutating func finish() -> [String]? {
        defer { reset() }
        var texts: [String] = []
        for bytes in fields + [field] {
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            texts.append(text)
        }
        return texts
    }

    mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        field.removeAll(keepingCapacity: true)
        isOpen = false
    }
}
