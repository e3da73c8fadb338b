// SPDX-License-Identifier: Apache-2.0

/// What cmark-gfm would have to do with a source, estimated in one pass over it.
///
/// Some of its steps cost the square of what they work on: deep nesting, wide tables (missing cells are made up, row by
/// row), brackets without end, addresses that run on. Measured with 64 KiB of each, they take seconds to minutes, and
/// only one text is parsed at a time. Past the bounds here, each good for some 50 ms, such marks are read as text.
struct MarkdownEffort {
    /// How deep in quotes and lists a line may stand, by its marks and its indentation.
    static let maxDepth = 48
    private static let maxBrackets = 10_000
    private static let maxCells = 50_000
    private static let maxAddressSteps = 20_000_000

    private(set) var isTooDeep = false
    private var brackets = 0
    private var lines = 1
    private var columns = 0
    private var addressSteps = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var line = Line()
        var run = 0
        var starts = 0
        for byte in bytes {
            if byte == 0x0A || byte == 0x0D {
                finish(line)
                line = Line()
            } else {
                line.take(byte)
            }
            if byte <= 0x20 || byte == UInt8(ascii: "<") {
                addressSteps += run * starts
                run = 0
                starts = 0
                continue
            }
            run += 1
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "]"): brackets += 1
            // Where an address may start, and what may not end one.
            case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "w"), UInt8(ascii: ")"), UInt8(ascii: ";"):
                starts += 1
            default: break
            }
        }
        addressSteps += run * starts
        finish(line)
    }

    /// Whether the source is better not read at all.
    var isTooMuch: Bool { brackets > Self.maxBrackets }

    /// What can be afforded beyond CommonMark.
    var extensions: [String] {
        ["strikethrough"] + (columns * lines <= Self.maxCells ? ["table"] : [])
            + (addressSteps <= Self.maxAddressSteps ? ["autolink"] : [])
    }

    private mutating func finish(_ line: Line) {
        lines += 1
        columns = max(columns, line.isDelimiter ? line.pipes + 1 : 0)
        if line.isTooDeep { isTooDeep = true }
    }

    /// One line's marks, byte by byte.
    struct Line {
        /// Which byte turned out to be the mark of a quote or a list.
        enum Mark { case none, this, previous }

        /// Whether a mark stands deeper than ``MarkdownEffort/maxDepth``.
        private(set) var isTooDeep = false
        private(set) var pipes = 0
        /// Whether nothing speaks against its being the line below a table's head.
        private(set) var isDelimiter = true
        private var marks = 0
        private var spaces = 0
        private var isPrefix = true
        private var mayBeMark = false

        @discardableResult
        mutating func take(_ byte: UInt8) -> Mark {
            switch byte {
            case UInt8(ascii: "|"): pipes += 1
            case UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: ">"), 0x09, 0x20: break
            default: isDelimiter = false
            }
            guard isPrefix else { return .none }
            let isSpace = byte == 0x20 || byte == 0x09
            spaces += byte == 0x20 ? 1 : byte == 0x09 ? 4 : 0
            if mayBeMark {
                // The mark of a list stands before a space; else it is the line's first text.
                mayBeMark = false
                isPrefix = isSpace
                return isSpace ? count(.previous) : .none
            }
            switch byte {
            case UInt8(ascii: ">"):
                return count(.this)
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: ")"):
                mayBeMark = true
            case 0x09, 0x20, UInt8(ascii: "0")...UInt8(ascii: "9"): break
            default: isPrefix = false
            }
            return .none
        }

        private mutating func count(_ mark: Mark) -> Mark {
            marks += 1
            isTooDeep = isTooDeep || marks + spaces / 2 > MarkdownEffort.maxDepth
            return mark
        }
    }
}
