// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("Waiting for arrivals")
struct WaitingTests {
    @Test func `what has arrived already is returned at once`() async throws {
        try await withSink(HTTPSink()) { sink in
            try RawClient(port: sink.port).exchange("POST", "/hook")
            let requests = await sink.requests(atLeast: 1, path: "/hook", within: .seconds(30))
            #expect(requests.count == 1)
        }
    }

    @Test func `a wait ends with the request that completes the count`() async throws {
        try await withSink(HTTPSink()) { sink in
            let clock = ContinuousClock()
            let start = clock.now
            async let waited = sink.requests(atLeast: 3, path: "/hook", within: .seconds(30))
            let client = try RawClient(port: sink.port)
            for path in ["/hook", "/other", "/hook/2", "/hook"] { try client.exchange("POST", path) }
            #expect(await waited.map(\.path) == ["/hook", "/hook/2", "/hook"])
            #expect(clock.now - start < .seconds(20))
        }
    }

    @Test func `at its bound a wait returns what there is`() async throws {
        try await withSink(HTTPSink()) { sink in
            try RawClient(port: sink.port).exchange("POST", "/hook")
            let requests = await sink.requests(atLeast: 2, within: .milliseconds(30))
            #expect(requests.count == 1)
        }
    }

    @Test func `a cancelled wait returns what there is`() async throws {
        try await withSink(HTTPSink()) { sink in
            let took = await ContinuousClock()
                .measure {
                    await withTaskGroup(of: Int.self) { group in
                        group.addTask { await sink.requests(atLeast: 1, within: .seconds(30)).count }
                        group.cancelAll()
                        for await count in group { #expect(count == 0) }
                    }
                }
            #expect(took < .seconds(20))
        }
    }

    @Test func `many wait at once, each for its own`() async throws {
        try await withSink(HTTPSink()) { sink in
            await withTaskGroup(of: Int.self) { group in
                for number in 1...20 {
                    group.addTask { await sink.requests(atLeast: 1, path: "/\(number)/", within: .seconds(30)).count }
                }
                group.addTask {
                    for number in 1...20 {
                        _ = try? RawClient(port: sink.port).exchange("POST", "/\(number)/")
                    }
                    return 1
                }
                for await count in group { #expect(count == 1) }
            }
        }
    }

    @Test func `mails are waited for by recipient`() async throws {
        try await withSink(MailSink()) { sink in
            async let waited = sink.mails(atLeast: 1, to: "bo@*", within: .seconds(30))
            let client = try MailClient(port: sink.port)
            try client.deliver(to: "ada@example.com")
            try client.deliver(to: "bo@example.com")
            #expect(await waited.map(\.recipients) == [["bo@example.com"]])
        }
    }
}
