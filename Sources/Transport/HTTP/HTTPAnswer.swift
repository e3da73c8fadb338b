// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

/// An answer while it arrives: the final head, and the first bytes of the body.
///
/// Bytes are only kept here; who asks for a header makes strings of them.
package struct HTTPAnswer {
    /// What of a body is read at all, unless more is to be kept; then the connection is dropped.
    package static let readBody = 64 * 1_024
    /// What of a head is kept; whole lines past it are left out.
    package static let keptHead = 64 * 1_024
    /// What stays reserved for the next head.
    private static let keptRoom = 8 * 1_024

    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var bodyLength = 0
    /// Of the latest head that has begun; nought before the first.
    package private(set) var status = 0
    /// Whether the final head has arrived in full: from then on the exchange has an answer, whatever breaks.
    package private(set) var hasHead = false

    /// What of a body is kept.
    private var keptBody: Int

    /// - Parameter keeping: bytes of a body to keep.
    package init(keeping: Int = 16 * 1_024) { self.keptBody = keeping }

    /// Takes one line of a head: a status line begins a new head, an empty line ends it.
    package mutating func receive(headLine line: UnsafeRawBufferPointer) {
        if Self.isStatusLine(line) {
            head.removeAll(keepingCapacity: true)
            hasHead = false
            status = Self.status(in: line)
        } else if hasHead {
            return  // Trailers come after the body.
        } else if line.first == 0x0d || line.first == 0x0a {
            hasHead = status >= 200
        } else if head.count + line.count <= Self.keptHead {
            head.append(contentsOf: line)
        }
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: false where no more is wanted.
    package mutating func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        bodyLength += piece.count
        let room = keptBody - body.count
        if room > 0 { body.append(contentsOf: piece.prefix(room)) }
        return bodyLength <= max(Self.readBody, keptBody)
    }

    /// Gives the answer and becomes empty, ready for the next.
    ///
    /// - Parameters:
    ///   - isWhole: whether the body came to its end.
    ///   - timings: what libcurl measured.
    /// - Returns: what has arrived.
    package mutating func take(isWhole: Bool, timings: HTTPTimings) -> HTTPResponse {
        let response = HTTPResponse(
            status: status,
            // A copy of the size it needs: the room for the next head stays here.
            head: HTTPHead(lines: head.withUnsafeBufferPointer { Array($0) }),
            body: body,
            bodyWasCut: !isWhole || bodyLength > keptBody,
            timings: timings
        )
        clear()
        return response
    }

    /// Makes it ready for the next answer.
    ///
    /// - Parameter keeping: bytes of a body to keep; as before where nil.
    package mutating func clear(keeping: Int? = nil) {
        keptBody = keeping ?? keptBody
        head.removeAll(keepingCapacity: head.capacity <= Self.keptRoom)
        body = []
        bodyLength = 0
        status = 0
        hasHead = false
    }

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.count > 4 && line[0] == 0x48 && line[1] == 0x54 && line[2] == 0x54 && line[3] == 0x50 && line[4] == 0x2f
    }

    /// `HTTP/1.1 204 No Content` or `HTTP/2 204`.
    private static func status(in line: UnsafeRawBufferPointer) -> Int {
        guard let space = line.firstIndex(of: 0x20) else { return 0 }
        let digits = line[(space + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return 0 }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
