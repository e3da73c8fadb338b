// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// An HTTP response as a script gives it.
package struct SinkReply: Hashable, Sendable {
    package var status: Int
    /// `Content-Length` is added unless it stands here or the status has no body.
    package var headers: [SinkHeader]
    package var body: [UInt8]
    /// Sends head and body at this pace instead of at once.
    package var bytesPerSecond: Int?

    package init(_ status: Int, headers: [SinkHeader] = [], body: String = "", bytesPerSecond: Int? = nil) {
        self.init(status, headers: headers, bytes: Array(body.utf8), bytesPerSecond: bytesPerSecond)
    }

    package init(_ status: Int, headers: [SinkHeader] = [], bytes: [UInt8], bytesPerSecond: Int? = nil) {
        self.status = status
        self.headers = headers
        self.body = bytes
        self.bytesPerSecond = bytesPerSecond
    }
}

extension SinkReply {
    /// The response's bytes.
    ///
    /// With `closes` it announces that the connection ends; without `hasBody`, as the answer to HEAD, it states the
    /// length of a body that it does not carry.
    func wire(closes: Bool = false, hasBody: Bool = true) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n")
        for header in headers {
            buffer.writeString("\(Self.oneLine(header.name)): \(Self.oneLine(header.value))\r\n")
        }
        if lacksLength {
            buffer.writeString("content-length: \(body.count)\r\n")
        }
        if closes { buffer.writeString("connection: close\r\n") }
        buffer.writeString("\r\n")
        if hasBody { buffer.writeBytes(body) }
        return buffer
    }

    /// Everything up to the middle of the body; where there is none to break off, one is announced.
    func halfWire() -> ByteBuffer {
        let reply = withSomeBody
        let whole = reply.wire()
        return whole.getSlice(at: 0, length: whole.readableBytes - (reply.body.count + 1) / 2) ?? whole
    }

    /// The response's head, for those who do not write bytes.
    var head: HTTPResponseHead {
        var fields = HTTPHeaders(headers.map { (Self.oneLine($0.name), Self.oneLine($0.value)) })
        if lacksLength { fields.add(name: "content-length", value: String(body.count)) }
        return HTTPResponseHead(version: .http2, status: HTTPResponseStatus(statusCode: status), headers: fields)
    }

    /// The same, with something to break off in the middle.
    var withSomeBody: SinkReply {
        var reply = self
        if reply.body.isEmpty { reply.body = Array("this sentence is never finished".utf8) }
        return reply
    }

    private var lacksLength: Bool {
        let statesLength = headers.contains { $0.name.lowercased() == "content-length" }
        return !statesLength && status >= 200 && status != 204 && status != 304
    }

    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 10 || $0 == 13 }) else { return text }
        return String(text.map { $0.isNewline ? " " : $0 })
    }
}
