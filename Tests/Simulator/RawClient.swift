// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plain socket: says exactly what a test wants said and sees exactly what comes back.
final class RawClient {
    /// How a connection went on after the last byte that was read.
    enum End: Equatable { case closed, reset, silent }

    struct Response: Equatable {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects; a read that waits longer than `patience` counts as silence.
    init(port: Int, patience: Duration = .seconds(10)) throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        let milliseconds = patience.components.seconds * 1_000 + patience.components.attoseconds / 1_000_000_000_000_000
        var limit = timeval(tv_sec: Int(milliseconds / 1_000), tv_usec: .init(milliseconds % 1_000 * 1_000))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(description: "cannot connect: \(String(cString: strerror(errno)))") }
    }

    deinit { _ = close(descriptor) }

    func send(_ text: String) { send(bytes: Array(text.utf8)) }

    func send(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                #if canImport(Darwin)
                Darwin.send(descriptor, $0.baseAddress, $0.count, 0)
                #else
                // The server may have gone: that is for the next read to say, not for a signal.
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                #endif
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything until the server closes, resets or falls silent.
    func readToEnd() -> (text: String, end: End) {
        while true {
            if let end = fill() {
                defer { buffer = [] }
                return (String(decoding: buffer, as: UTF8.self), end)
            }
        }
    }

    /// The next bytes, exactly so many.
    func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            if let end = fill() { throw Failure(description: "\(buffer.count) of \(count) bytes: \(end)") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// The next line without its CRLF.
    func line() throws -> String {
        while true {
            if let feed = buffer.firstIndex(of: 10) {
                let line = buffer[..<feed]
                buffer = Array(buffer[(feed + 1)...])
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            if let end = fill() { throw Failure(description: "no line: \(end)") }
        }
    }

    /// The next HTTP response with its whole body.
    func response() throws -> Response {
        let first = try line().split(separator: " ")
        guard first.count >= 2, let status = Int(first[1]) else { throw Failure(description: "no status: \(first)") }
        var headers: [String: String] = [:]
        while case let header = try line(), !header.isEmpty {
            let sides = header.split(separator: ":", maxSplits: 1)
            headers[sides[0].lowercased()] = sides[1].drop { $0 == " " }.description
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < length {
            if let end = fill() { throw Failure(description: "half a body: \(end)") }
        }
        let body = buffer.prefix(length)
        buffer.removeFirst(length)
        return Response(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
    }

    /// Sends one request and reads its response.
    @discardableResult
    func exchange(
        _ method: String = "POST",
        _ target: String,
        headers: [String] = [],
        body: String = ""
    ) throws -> Response {
        request(method, target, headers: headers, body: body)
        return try response()
    }

    func request(_ method: String = "POST", _ target: String, headers: [String] = [], body: String = "") {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: sink", "Content-Length: \(body.utf8.count)"] + headers
        send(lines.map { $0 + "\r\n" }.joined() + "\r\n" + body)
    }

    /// Sends a line of SMTP and reads the whole reply, its lines joined by line feeds.
    @discardableResult
    func say(_ line: String) throws -> String {
        send(line + "\r\n")
        return try reply()
    }

    func reply() throws -> String {
        var lines: [String] = []
        repeat { lines.append(try line()) } while lines.last?.dropFirst(3).first == "-"
        return lines.joined(separator: "\n")
    }

    /// Reads once; nil where there is more to come.
    private func fill() -> End? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 {
            buffer += bytes.prefix(count)
            return nil
        }
        if count == 0 { return .closed }
        return errno == ECONNRESET ? .reset : .silent
    }
}
