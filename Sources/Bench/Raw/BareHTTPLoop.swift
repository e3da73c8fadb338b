// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// The raw limit of webhooks: one thread, one multi handle, kept connections, and nothing but posts.
///
/// It records, signs and renders nothing; every post carries the bytes and headers of a real one, to a URL of its own.
package struct BareHTTPLoop {
    private let post: WirePost
    private let inFlight: Int

    package init(_ post: WirePost, inFlight: Int = 64) {
        self.post = post
        self.inFlight = inFlight
    }

    /// Posts so many times, and says how long that took.
    ///
    /// - Throws: ``NotMeasured`` where a post failed: the number would be another than that of posts that arrive.
    package func run(_ count: Int, to url: (Int) -> String) throws -> Duration {
        let handles = try (0..<min(inFlight, count)).map { _ in try CurlHandle() }
        let multi = try CurlMulti(connections: inFlight)
        return try post.body.withUnsafeBytes { body in
            for handle in handles {
                handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
                handle.set(CURLOPT_POST, 1)
                handle.set(CURLOPT_POSTFIELDS, body.baseAddress)
                handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
                handle.setHeaders(post.headers + ["Expect:"])
            }
            let begin = ContinuousClock.now
            try turn(multi, handles, count, url)
            return ContinuousClock.now - begin
        }
    }

    private func turn(_ multi: CurlMulti, _ handles: [CurlHandle], _ count: Int, _ url: (Int) -> String) throws {
        var begun = 0
        var ended = 0
        func begin(_ handle: CurlHandle) {
            handle.set(CURLOPT_URL, url(begun))
            begun += 1
            multi.add(handle)
        }
        for handle in handles { begin(handle) }
        while ended < count {
            multi.perform()
            var hasMoved = false
            while let (handle, code) = multi.next() {
                guard code == CURLE_OK, handle.status / 100 == 2 else {
                    throw NotMeasured("the bare loop's post failed: libcurl \(code.rawValue), HTTP \(handle.status).")
                }
                ended += 1
                hasMoved = true
                if begun < count { begin(handle) }
            }
            // What was added has something to do at once.
            if !hasMoved { multi.wait(milliseconds: 1_000) }
        }
    }
}
