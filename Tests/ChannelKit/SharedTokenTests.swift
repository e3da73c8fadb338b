// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Synchronization
import Testing

/// How often a token was fetched.
private final class Fetches: Sendable {
    let count = Atomic(0)
}

@Suite struct SharedTokenTests {
    private let now = Timestamp(milliseconds: 1_763_700_000_000)

    private func token(_ text: String, _ seconds: Int) -> SharedToken.Token {
        SharedToken.Token(Secret(text), expires: now + .seconds(seconds))
    }

    @Test func `a token is fetched once and used until it expires`() async throws {
        let shared = SharedToken()
        let first = try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in token("a", 60) }
        let again = try await shared.value(at: now + .seconds(59)) { () async throws(Fault) -> SharedToken.Token in
            token("b", 120)
        }
        let later = try await shared.value(at: now + .seconds(60)) { () async throws(Fault) -> SharedToken.Token in
            token("c", 120)
        }
        #expect([first, again, later].map { $0.reveal() } == ["a", "a", "c"])
    }

    @Test func `a refused token is forgotten, but not the one that came after it`() async throws {
        let shared = SharedToken()
        let first = try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in token("a", 60) }
        shared.forget(first)
        let second = try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in token("b", 60) }
        shared.forget(first)
        let third = try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in token("c", 60) }
        #expect(second.reveal() == "b" && third.reveal() == "b")
    }

    @Test func `a failure is told, and the next attempt fetches anew`() async throws {
        let shared = SharedToken()
        await #expect(throws: Fault.self) {
            try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in
                throw Fault(.authenticationRejected, "The key is not known.")
            }
        }
        #expect(
            try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in token("a", 60) }.reveal()
                == "a"
        )
    }

    @Test func `many attempts at once fetch one token`() async throws {
        let shared = SharedToken()
        let fetches = Fetches()
        let values = try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await shared.value(at: now) { () async throws(Fault) -> SharedToken.Token in
                        fetches.count.add(1, ordering: .relaxed)
                        for _ in 0..<100 { await Task.yield() }
                        return token("a", 60)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1.reveal()) }
        }
        #expect(values == Array(repeating: "a", count: 20))
        #expect(fetches.count.load(ordering: .relaxed) == 1)
    }
}
