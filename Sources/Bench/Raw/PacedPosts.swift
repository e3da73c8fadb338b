// SPDX-License-Identifier: Apache-2.0

import CLibcurl

/// Posts at a fixed rate, whether or not earlier ones have been answered.
///
/// The schedule does not wait for a slow answer, and each time is counted from the moment the post was due: a server
/// that stalls is not spared the requests that would have come meanwhile (coordinated omission).
package struct PacedPosts {
    package struct Sample: Sendable {
        package let number: Int
        /// When the post was to leave.
        package let due: ContinuousClock.Instant
        /// From then to the whole answer.
        package let took: Duration
    }

    private let url: String
    private let headers: [String]
    private let rate: Int

    /// More at once means that the server has stopped answering.
    private static let mostAtOnce = 1_000

    /// Posts to the URL, so many a second.
    package init(url: String, headers: [String], rate: Int) {
        self.url = url
        self.headers = headers
        self.rate = rate
    }

    /// Makes so many posts, numbered from nought.
    ///
    /// - Throws: ``NotMeasured`` where one is not answered with 2xx.
    package func run(_ count: Int, body: (Int) -> String) throws -> [Sample] {
        let multi = try CurlMulti(connections: Self.mostAtOnce)
        let begin = ContinuousClock.now + .milliseconds(20)
        let due = { @Sendable [rate] (number: Int) in begin + .seconds(number) / rate }
        // libcurl sleeps in whole milliseconds; a thread that wakes it is true to some tens of microseconds.
        let pacer = try Worker {
            for number in 0..<count {
                Waiting.pause(due(number) - .now)
                multi.wake()
            }
        }
        defer { pacer.join() }
        var spare: [CurlHandle] = []
        var numbers: [ObjectIdentifier: (number: Int, handle: CurlHandle)] = [:]
        var samples: [Sample] = []
        var begun = 0
        while samples.count < count {
            while begun < count, due(begun) <= .now {
                guard numbers.count < Self.mostAtOnce else {
                    throw NotMeasured("\(url) has left \(Self.mostAtOnce) requests unanswered.")
                }
                let handle = try spare.popLast() ?? makeHandle()
                handle.forgetAnswer()
                handle.setBody(Array(body(begun).utf8))
                numbers[ObjectIdentifier(handle)] = (begun, handle)
                multi.add(handle)
                begun += 1
            }
            multi.perform()
            while let (handle, code) = multi.next() {
                let now = ContinuousClock.now
                guard let (number, _) = numbers.removeValue(forKey: ObjectIdentifier(handle)) else { continue }
                guard code == CURLE_OK, handle.status / 100 == 2 else {
                    let answer = String(decoding: handle.answer.prefix(200), as: UTF8.self)
                    throw NotMeasured("\(url) answered \(handle.status) (libcurl \(code.rawValue)): \(answer)")
                }
                samples.append(Sample(number: number, due: due(number), took: now - due(number)))
                spare.append(handle)
            }
            let isDue = begun < count && due(begun) <= .now
            if !isDue, samples.count < count { multi.wait(milliseconds: 1_000) }
        }
        return samples
    }

    private func makeHandle() throws -> CurlHandle {
        let handle = try CurlHandle()
        handle.set(CURLOPT_URL, url)
        handle.setHeaders(headers + ["Expect:"])
        handle.set(CURLOPT_TIMEOUT_MS, 60_000)
        return handle
    }
}
