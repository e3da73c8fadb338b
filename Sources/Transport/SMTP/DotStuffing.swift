// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A mail's content as it goes over the wire, piece by piece: dots at the beginning of lines doubled, and the final one.
struct DotStuffing: Hashable, Sendable {
    /// How much of the content goes into one piece.
    private static let piece = 32 * 1_024

    private var place = 0
    /// Whether the final dot has been given.
    private(set) var isComplete = false

    /// Appends the next piece.
    mutating func append(to outgoing: inout [UInt8], from content: [UInt8]) {
        guard !isComplete else { return }
        content.withUnsafeBytes { content in
            let end = min(place + Self.piece, content.count)
            outgoing.reserveCapacity(outgoing.count + end - place + 64)
            while place < end { appendLines(to: &outgoing, from: content, until: end) }
            guard end == content.count else { return }
            isComplete = true
            if end > 0, content[end - 1] != 0x0a { outgoing.append(contentsOf: "\r\n".utf8) }
            outgoing.append(contentsOf: ".\r\n".utf8)
        }
    }

    /// Appends up to the next dot that must be doubled.
    private mutating func appendLines(to outgoing: inout [UInt8], from content: UnsafeRawBufferPointer, until end: Int)
    {
        guard let start = content.baseAddress else { return }
        var look = place
        while look < end, let found = memchr(start + look, 0x2e, end - look) {
            let dot = start.distance(to: UnsafeRawPointer(found))
            look = dot + 1
            guard dot == 0 || content[dot - 1] == 0x0a else { continue }
            outgoing.append(contentsOf: UnsafeRawBufferPointer(rebasing: content[place...dot]))
            outgoing.append(0x2e)
            place = look
            return
        }
        outgoing.append(contentsOf: UnsafeRawBufferPointer(rebasing: content[place..<end]))
        place = end
    }
}
