// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The connections of a ``TimedSink``, on its thread.
struct SinkConnections {
    private struct Connection {
        let descriptor: Int32
        var bytes: [UInt8] = []
        /// When the first byte of the request in hand came.
        var begunAt: ContinuousClock.Instant?
    }

    private let listener: LoopbackListener
    private var connections: [Connection] = []
    private var buffer = [UInt8](repeating: 0, count: 64 * 1_024)

    private static let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)

    init(listener: LoopbackListener) { self.listener = listener }

    /// Waits a moment for something to come, and takes it.
    mutating func turn(_ note: (ArraySlice<UInt8>, RequestFrame, ContinuousClock.Instant) -> Void) {
        var waiting = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
        for connection in connections {
            waiting.append(pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0))
        }
        guard poll(&waiting, nfds_t(waiting.count), 50) > 0 else { return }
        let now = ContinuousClock.now
        var closed: [Int] = []
        for index in connections.indices where waiting[index + 1].revents != 0 {
            if !receive(index, at: now, note) { closed.append(index) }
        }
        for index in closed.reversed() {
            Glibc.close(connections[index].descriptor)
            connections.swapAt(index, connections.count - 1)
            connections.removeLast()
        }
        if waiting[0].revents != 0 { accept() }
    }

    mutating func close() {
        for connection in connections { Glibc.close(connection.descriptor) }
        connections = []
        Glibc.close(listener.descriptor)
    }

    private mutating func accept() {
        let descriptor = listener.accept()
        if descriptor >= 0 { connections.append(Connection(descriptor: descriptor)) }
    }

    /// - Returns: false where the connection has ended.
    private mutating func receive(
        _ index: Int,
        at moment: ContinuousClock.Instant,
        _ note: (ArraySlice<UInt8>, RequestFrame, ContinuousClock.Instant) -> Void
    ) -> Bool {
        let count = recv(connections[index].descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        connections[index].bytes += buffer[..<count]
        let begunAt = connections[index].begunAt ?? moment
        connections[index].begunAt = begunAt
        while let frame = RequestFrame(connections[index].bytes), connections[index].bytes.count >= frame.length {
            note(connections[index].bytes[..<frame.length], frame, begunAt)
            connections[index].bytes.removeFirst(frame.length)
            connections[index].begunAt = nil
            let sent = send(connections[index].descriptor, Self.answer, Self.answer.count, Int32(MSG_NOSIGNAL))
            guard sent == Self.answer.count else { return false }
        }
        return true
    }
}
