// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into lines.
package struct LineBuffer {
    /// What becomes of a line that is longer than the buffer holds.
    package enum Excess { case refused, cut }

    private let longest: Int
    private let excess: Excess
    private var rest: [UInt8] = []
    /// Whether the rest of an overlong line is being skipped.
    private var isSkipping = false

    package init(longest: Int, excess: Excess) {
        self.longest = longest
        self.excess = excess
    }

    /// The lines that are complete now, without their ends.
    package mutating func add(_ bytes: some Collection<UInt8>) throws(Violation) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var bytes = bytes[...]
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            try take(bytes[..<end])
            isSkipping = false
            if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
            lines.append(rest)
            rest.removeAll(keepingCapacity: rest.count < 4_096)
            bytes = bytes[bytes.index(after: end)...]
        }
        try take(bytes)
        return lines
    }

    /// What stands there without an end.
    package var remainder: [UInt8] { rest }

    private mutating func take(_ bytes: some Collection<UInt8>) throws(Violation) {
        guard !isSkipping else { return }
        guard rest.count + bytes.count > longest else {
            rest += bytes
            return
        }
        guard excess == .cut else { throw .lineTooLong }
        rest += bytes.prefix(longest - rest.count)
        isSkipping = true
    }
}
