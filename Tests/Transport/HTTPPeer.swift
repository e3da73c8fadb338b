// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
    var line: String
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]
}

extension Peer {
    /// The next request; nil at the end of the connection.
    func request() -> ReceivedRequest? {
        guard let line = line(), !line.isEmpty else { return nil }
        var headers: [String: String] = [:]
        while let header = self.line(), !header.isEmpty {
            let name = header.prefix { $0 != ":" }
            headers[name.lowercased()] = String(header.dropFirst(name.count + 1).drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        return ReceivedRequest(line: line, headers: headers, body: bytes(length))
    }

    func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        write(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}

extension LoopbackServer {
    /// Answers every request of every connection alike.
    static func http(
        _ answer: @escaping @Sendable (Peer, ReceivedRequest) -> Void = { peer, _ in peer.answer() }
    ) throws -> LoopbackServer {
        try LoopbackServer { peer, _ in
            while let request = peer.request() { answer(peer, request) }
        }
    }

    /// A request to this server, with private networks allowed.
    func request(
        _ path: String = "/hook/s3cret",
        scheme: String = "http",
        body: [UInt8] = [],
        timeout: Duration = .seconds(15)
    ) -> HTTPRequest {
        HTTPRequest(
            url: "\(scheme)://127.0.0.1:\(port)\(path)",
            body: body,
            timeout: timeout,
            allowsPrivateNetworks: true
        )
    }
}
