// SPDX-License-Identifier: Apache-2.0

/// Picks out of a list the lines that an import has set aside, and what stands above them in CSV: the header.
///
/// The list comes in pieces; where they end makes no difference, and no line is held.
package struct SetAsideLines: Sendable {
    private enum Choice {
        case kept, skipped
        /// Nothing but a carriage return has come of a line that would be the header.
        case open(seen: [UInt8])
    }

    private var runs: ArraySlice<ClosedRange<Int>>
    private var needsHeader: Bool
    private var number = 0
    private var choice = Choice.skipped
    private var isAtStart = true

    /// - Parameters:
    ///   - runs: the lines, from 1, in their order.
    ///   - hasHeader: whether the first line that is not empty is one.
    package init(_ runs: [ClosedRange<Int>], hasHeader: Bool) {
        self.runs = runs[...]
        self.needsHeader = hasHeader
    }

    /// What of the next piece belongs to them.
    package mutating func pick(from piece: ArraySlice<UInt8>) -> [UInt8] {
        var picked: [UInt8] = []
        var rest = piece
        while !rest.isEmpty {
            if isAtStart { begin() }
            let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            let part = rest[..<end]
            rest = rest[end...]
            isAtStart = part.last == 0x0A
            if case .open(let seen) = choice {
                decide(seen, part)
                if case .kept = choice { picked += seen }
            }
            if case .kept = choice { picked += part }
        }
        return picked
    }

    /// What ends the last line, where the list leaves it open.
    package func end() -> [UInt8] {
        if case .kept = choice, !isAtStart { [0x0A] } else { [] }
    }

    private mutating func begin() {
        number += 1
        while let run = runs.first, run.upperBound < number { runs.removeFirst() }
        if runs.first?.contains(number) == true {
            needsHeader = false
            choice = .kept
        } else {
            choice = needsHeader ? .open(seen: []) : .skipped
        }
    }

    private mutating func decide(_ seen: [UInt8], _ part: ArraySlice<UInt8>) {
        let line = seen + part
        switch line {
        case [0x0A], [0x0D, 0x0A]: choice = .skipped
        case [0x0D]: choice = .open(seen: line)
        default:
            needsHeader = false
            choice = .kept
        }
    }
}
