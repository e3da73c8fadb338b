// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Cuts a stream of bytes into lines, and throws away what is longer than the reader of the lines can bear.
struct LineReader {
    enum Line {
        case whole([UInt8], endsWithCRLF: Bool)
        case tooLong
    }

    private var buffer = ByteBuffer()
    /// Bytes of the unfinished line that are known to hold no line feed.
    private var searched = 0
    private var isSkipping = false

    mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next complete line without its end, or the news that one exceeds `limit` octets; nil until then.
    mutating func next(limit: Int) -> Line? {
        let view = buffer.readableBytesView
        guard let feed = view.dropFirst(searched).firstIndex(of: 10) else {
            searched = view.count
            if searched > limit + 1 {
                // The rest of the line is skipped as it comes; its reader hears of it once, at the end.
                buffer.clear()
                searched = 0
                isSkipping = true
            }
            return nil
        }
        var line = buffer.readBytes(length: feed - view.startIndex) ?? []
        buffer.moveReaderIndex(forwardBy: 1)
        searched = 0
        let endsWithCRLF = line.last == 13
        if endsWithCRLF { line.removeLast() }
        guard !isSkipping, line.count <= limit else {
            isSkipping = false
            return .tooLong
        }
        return .whole(line, endsWithCRLF: endsWithCRLF)
    }
}
