// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// The raw limit of webhooks that keep their word: the bare loop, each post signed for its endpoint, and every delivery,
/// every attempt before its first byte and every end written to SQLite on a second thread, in transactions of up to 256
/// attempts.
///
/// It renders, limits and decides nothing: what a hub does besides comes on top.
package struct DurableHTTPLoop {
    private static let batch = 256

    private let post: WirePost
    private let secret: String
    private let inFlight: Int
    private let file: String

    /// Here `secret` is what all endpoints share, and `file` the database's, which must not be there yet.
    package init(_ post: WirePost, secret: String, inFlight: Int = 64, file: String) {
        self.post = post
        self.secret = secret
        self.inFlight = inFlight
        self.file = file
    }

    /// Posts so many times, and says how long that took, the writing down of all deliveries included.
    ///
    /// - Throws: ``NotMeasured`` where a post or a transaction failed.
    package func run(_ count: Int, to url: (Int) -> String) throws -> Duration {
        let signature = try PostSignature(post, secret: secret)
        let ledger = try BareLedger(file: file)
        try ledger.know((0..<count).map { url($0) }, secret: secret)
        let clerk = LedgerClerk()
        let multi = try CurlMulti(connections: inFlight)
        let handles = try (0..<min(inFlight, count)).map { _ in try CurlHandle() }
        return try post.body.withUnsafeBytes { body in
            for handle in handles {
                handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
                handle.set(CURLOPT_POST, 1)
                handle.set(CURLOPT_POSTFIELDS, body.baseAddress)
                handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
            }
            let begin = ContinuousClock.now
            try ledger.expand(count)
            let thread = try Worker { clerk.keep(ledger, claiming: Self.batch) { multi.wake() } }
            defer {
                clerk.end()
                thread.join()
            }
            try turn(multi, handles, count, clerk, signature, url)
            return ContinuousClock.now - begin
        }
    }

    private func turn(
        _ multi: CurlMulti,
        _ handles: [CurlHandle],
        _ count: Int,
        _ clerk: LedgerClerk,
        _ signature: PostSignature,
        _ url: (Int) -> String
    ) throws {
        var idle = handles
        var underWay: [ObjectIdentifier: Int] = [:]
        var begun: ArraySlice<Int> = []
        var ended: [Int] = []
        var total = 0
        while total < count {
            begun += try clerk.begun()
            while !idle.isEmpty, let number = begun.popFirst() {
                let handle = idle.removeLast()
                handle.set(CURLOPT_URL, url(number))
                handle.setHeaders(signature.headers(number) + ["Expect:"])
                underWay[ObjectIdentifier(handle)] = number
                multi.add(handle)
            }
            multi.perform()
            var hasMoved = false
            while let (handle, code) = multi.next() {
                guard code == CURLE_OK, handle.status / 100 == 2 else {
                    throw NotMeasured(
                        "the durable loop's post failed: libcurl \(code.rawValue), HTTP \(handle.status)."
                    )
                }
                if let number = underWay.removeValue(forKey: ObjectIdentifier(handle)) { ended.append(number) }
                idle.append(handle)
                total += 1
                hasMoved = true
            }
            // Claimed ahead, so that the wire need not wait for the disk.
            if begun.count < Self.batch / 2, clerk.exchange(ended) { ended = [] }
            if !hasMoved { multi.wait(milliseconds: 1_000) }
        }
        // What is left is recorded, but nobody waits for it: nor is the hub's last record in its time.
        clerk.end(ended)
    }
}
