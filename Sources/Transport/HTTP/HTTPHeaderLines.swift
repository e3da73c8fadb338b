// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import ChannelKit
import Glibc

/// A request's headers as libcurl reads them: a list whose nodes and text are not allocated anew for each request.
struct HTTPHeaderLines: ~Copyable {
    private let userAgent: String
    private static let bodyWithExpectation = 512 * 1_024

    private var nodes = ReusedMemory()
    private var text = ReusedMemory()
    private var shown: UnsafeMutablePointer<curl_slist>?

    /// - Parameter userAgent: what the client calls itself where a request says nothing of it.
    init(userAgent: String) { self.userAgent = userAgent }

    /// Here `isLong` says that the body is one that libcurl would ask leave for.
    mutating func set(_ request: HTTPRequest, isLong: Bool = false, on easy: EasyHandle) {
        let list = write(request, isLong: isLong || request.body.count >= Self.bodyWithExpectation)
        guard list != shown else { return }
        shown = list
        easy.set(CURLOPT_HTTPHEADER, list: list)
    }

    /// Gives the memory of an unusually long head back.
    mutating func clear(on easy: EasyHandle) {
        guard text.release(above: ReusedMemory.usual) else { return }
        shown = nil
        easy.set(CURLOPT_HTTPHEADER, list: nil)
    }

    private mutating func write(_ request: HTTPRequest, isLong: Bool) -> UnsafeMutablePointer<curl_slist>? {
        let headers = request.headers
        var length = 64 + userAgent.utf8.count
        for header in headers { length += header.name.utf8.count + header.value.utf8.count + 3 }
        var writer = Writer(
            node: nodes.reserve((headers.count + 3) * MemoryLayout<curl_slist>.stride)
                .assumingMemoryBound(to: curl_slist.self),
            place: text.reserve(length).assumingMemoryBound(to: CChar.self)
        )
        var hasContentType = false
        var hasUserAgent = false
        for header in headers {
            hasContentType = hasContentType || header.name.isSameHeader(as: "content-type")
            hasUserAgent = hasUserAgent || header.name.isSameHeader(as: "user-agent")
            // "Name:" alone would take the header away; "Name;" sends it empty.
            writer.write(header.name, header.value.isEmpty ? ";" : ": ", header.value)
        }
        if isLong { writer.write("Expect", ":", "") }
        if !hasContentType { writer.write("Content-Type", ":", "") }
        if !hasUserAgent { writer.write("User-Agent", ": ", userAgent) }
        return writer.first
    }

    /// Writes line after line, each into a node of its own.
    private struct Writer {
        private(set) var first: UnsafeMutablePointer<curl_slist>?
        private var last: UnsafeMutablePointer<curl_slist>?
        private var node: UnsafeMutablePointer<curl_slist>
        private var place: UnsafeMutablePointer<CChar>

        init(node: UnsafeMutablePointer<curl_slist>, place: UnsafeMutablePointer<CChar>) {
            self.node = node
            self.place = place
        }

        mutating func write(_ name: String, _ mark: StaticString, _ value: String) {
            node.initialize(to: curl_slist(data: place, next: nil))
            copy(name)
            memcpy(place, mark.utf8Start, mark.utf8CodeUnitCount)
            place += mark.utf8CodeUnitCount
            copy(value)
            place.pointee = 0
            place += 1
            last?.pointee.next = node
            first = first ?? node
            last = node
            node += 1
        }

        private mutating func copy(_ text: String) {
            var text = text
            place += text.withUTF8 { bytes in
                if let start = bytes.baseAddress { memcpy(place, start, bytes.count) }
                return bytes.count
            }
        }
    }
}
