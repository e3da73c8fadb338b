// SPDX-License-Identifier: Apache-2.0

/// Cuts bytes that come in pieces into lines; where the pieces end makes no difference.
///
/// It holds no more than one line, and of a line that is too long nothing. A byte order mark is taken off.
package struct LineCutter: Sendable {
    package struct Line: Hashable, Sendable {
        /// From 1.
        package let number: Int
        /// Without the line feed, with a carriage return before it; nil where there are more than ``longest``.
        package let bytes: [UInt8]?
    }

    /// Bytes of one line at the most.
    package static let longest = 64 * 1_024

    private var rest: [UInt8] = []
    private var number = 1
    private var isTooLong = false

    package init() {}

    /// The lines that end in this piece.
    package mutating func cut(_ piece: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var start = 0
        while let end = piece[start...].firstIndex(of: 0x0A) {
            take(piece[start..<end])
            lines.append(line())
            start = end + 1
        }
        take(piece[start...])
        return lines
    }

    /// What stands behind the last line feed; nil where nothing does.
    package mutating func last() -> Line? { rest.isEmpty && !isTooLong ? nil : line() }

    private mutating func take(_ piece: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        if rest.count + piece.count <= Self.longest {
            rest += piece
        } else {
            isTooLong = true
            rest = []
        }
    }

    private mutating func line() -> Line {
        if number == 1, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
        let line = Line(number: number, bytes: isTooLong ? nil : rest)
        rest.removeAll(keepingCapacity: true)
        isTooLong = false
        number += 1
        return line
    }
}
