// SPDX-License-Identifier: Apache-2.0

/// Speaks HTTP/2 frame by frame (RFC 9113 4, 6), with headers that are never compressed.
final class FrameClient {
    enum Kind: UInt8 {
        case data = 0
        case headers = 1
        case reset = 3
        case settings = 4
        case goAway = 7
        case windowUpdate = 8
    }

    struct Frame {
        let kind: Kind?
        let flags: UInt8
        let stream: Int
        let payload: [UInt8]

        var endsStream: Bool { flags & 1 == 1 }

        /// The four bytes at an offset, as a number.
        func number(at offset: Int = 0) -> Int {
            payload.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
    }

    static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    let socket: RawClient

    /// Connects and begins.
    init(port: Int) throws {
        socket = try RawClient(port: port)
        socket.send(Self.preface)
        send(.settings, stream: 0, [])
    }

    func send(_ kind: Kind, flags: UInt8 = 0, stream: Int, _ payload: [UInt8]) {
        let length = [16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        let id = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) }
        socket.send(bytes: length + [kind.rawValue, flags] + id + payload)
    }

    /// Opens a stream; without a body, the request is whole with it.
    func open(_ path: String, stream: Int, hasBody: Bool = false) {
        func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
        // POST, http, then by their names in the static table :path and :authority (RFC 7541 A).
        let block = [0x83, 0x86] + [0x04] + text(path) + [0x01] + text("sink")
        send(.headers, flags: hasBody ? 0x04 : 0x05, stream: stream, block)
    }

    func frame() throws -> Frame {
        let head = try socket.bytes(9)
        let length = head[0..<3].reduce(0) { $0 << 8 | Int($1) }
        let stream = head[5..<9].reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        return Frame(kind: Kind(rawValue: head[3]), flags: head[4], stream: stream, payload: try socket.bytes(length))
    }

    /// The next frame of that kind.
    func frame(_ kind: Kind) throws -> Frame {
        while true {
            let frame = try frame()
            if frame.kind == kind { return frame }
        }
    }

    /// The frames of a stream, to its end.
    func answer(stream: Int) throws -> [Frame] {
        var frames: [Frame] = []
        while true {
            let frame = try frame()
            guard frame.stream == stream, frame.kind != .windowUpdate else { continue }
            frames.append(frame)
            if frame.kind == .reset || frame.endsStream { return frames }
        }
    }
}
