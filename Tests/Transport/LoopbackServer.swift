// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// A server on 127.0.0.1 that runs a script for each connection, on a thread of its own.
final class LoopbackServer: Sendable {
    let port: Int
    /// Connections accepted so far.
    var connections: Int { accepted.value }
    private let accepted = Count()
    private let listener: Int32

    /// Begins to listen on a port of the system's choice.
    ///
    /// - Parameter serve: given each connection with its number, from 1; the connection is closed when it returns.
    /// - Throws: ``SocketFailure``.
    init(_ serve: @escaping @Sendable (Peer, _ number: Int) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(listener, raw, size) == 0 && listen(listener, 1_024) == 0 && getsockname(listener, raw, &size) == 0
            }
        }
        guard listener >= 0, bound else { throw SocketFailure(code: errno) }
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        detach { [accepted] in
            while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
                let number = accepted.next()
                detach {
                    let peer = Peer(descriptor)
                    serve(peer, number)
                    peer.close()
                }
            }
        }
    }

    deinit { stop() }

    /// Takes no more connections: from now on they are refused.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}

private final class Count: Sendable {
    private let total = Atomic(0)
    var value: Int { total.load(ordering: .sequentiallyConsistent) }
    func next() -> Int { total.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
}

struct SocketFailure: Error { let code: Int32 }

private func detach(_ body: @escaping @Sendable () -> Void) { Thread.start(body) }

/// Threads of the test's own: a script may block for as long as it likes.
private enum Thread {
    static func start(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            },
            work.toOpaque()
        )
        if code == 0 { pthread_detach(thread) } else { work.release() }
    }
}

/// One connection as the server sees it.
///
/// Every read ends after 20 seconds.
final class Peer {
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next line without its CRLF; nil at the end.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = buffer[..<end]
                buffer.removeSubrange(...end)
                return String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    /// The next bytes; fewer at the end.
    func bytes(_ count: Int) -> [UInt8] {
        while buffer.count < count, fill() {}
        let taken = Array(buffer.prefix(count))
        buffer.removeFirst(taken.count)
        return taken
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                send(descriptor, raw.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Waits until the other side closes.
    func awaitEnd() { while fill() {} }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Breaks the connection off with a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    private func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 16 * 1_024)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: piece[..<count])
        return true
    }
}
