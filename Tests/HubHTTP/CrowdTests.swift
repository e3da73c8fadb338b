// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HubHTTP
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// More requests at once than are taken.
struct CrowdTests {
    /// Holds requests back until the test lets them go.
    private final class Gate: Sendable {
        private let arrivals = AsyncStream<Void>.makeStream()
        private let opened = AsyncStream<Void>.makeStream()

        func pass() async {
            arrivals.continuation.yield()
            for await _ in opened.stream { return }
        }

        /// Returns once so many requests are at the gate.
        func arrival(of count: Int) async {
            var left = count
            for await _ in arrivals.stream {
                left -= 1
                if left == 0 { return }
            }
        }

        func open() { opened.continuation.finish() }
    }

    @Test func `a request too many is sent away at once and told when to come back`() async throws {
        let gate = Gate()
        let scene = try await RouterScene(maximumRequests: 2)
        let application = scene.application { router in
            router.get("/wait") { _, _ in
                await gate.pass()
                return "waited"
            }
        }
        try await application.test(.router) { client in
            try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await client.executeRequest(uri: "/wait", method: .get, headers: [:], body: nil).status
                    }
                }
                await gate.arrival(of: 2)
                let refused = Answer(
                    response: try await client.executeRequest(uri: "/kb", method: .get, headers: [:], body: nil)
                )
                #expect(refused.status == 503)
                #expect(refused.header("Retry-After") == "1")
                #expect(try refused.string("code") == "API-503")
                #expect(try refused.string("message")?.contains("2 requests") == true)
                for probe in ["/livez", "/readyz"] {
                    let answer = try await client.executeRequest(uri: probe, method: .get, headers: [:], body: nil)
                    #expect(answer.status == .ok)
                }
                gate.open()
                for try await status in group { #expect(status == .ok) }
            }
            // Those that are done make room, those that failed too.
            for _ in 0..<5 {
                let missing = try await client.executeRequest(uri: "/none", method: .get, headers: [:], body: nil)
                #expect(missing.status == .notFound)
            }
            let taken = try await client.executeRequest(uri: "/kb", method: .get, headers: [:], body: nil)
            #expect(taken.status == .ok)
        }
    }
}
