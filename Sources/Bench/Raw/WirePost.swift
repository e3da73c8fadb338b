// SPDX-License-Identifier: Apache-2.0

/// A request as the hub put it on the wire, to be sent again by a loop that does nothing else.
package struct WirePost: Sendable, Hashable {
    /// Lines of the head, but for those that libcurl writes itself.
    package let headers: [String]
    package let body: [UInt8]

    private static let written = ["host", "content-length", "accept"]

    /// Takes a request apart; nil where it is not whole.
    package init?(_ bytes: [UInt8]) {
        guard let frame = RequestFrame(bytes), bytes.count >= frame.length else { return nil }
        let head = String(decoding: bytes[..<frame.headLength], as: UTF8.self)
        self.headers = head.split(separator: "\r\n").dropFirst()
            .filter { line in !Self.written.contains(line.prefix { $0 != ":" }.lowercased()) }
            .map(String.init)
        self.body = Array(bytes[frame.headLength..<frame.length])
    }
}
