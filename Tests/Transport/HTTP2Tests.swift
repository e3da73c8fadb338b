// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Simulator
import Testing
import Transport

/// Many exchanges on one HTTP/2 connection.
@Suite(.timeLimit(.minutes(1)))
struct HTTP2Tests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient(trust: TestIdentity.trust()) }

    private func request(_ url: String?, body: String = "hello") throws -> HTTPRequest {
        HTTPRequest(
            url: try #require(url),
            body: Array(body.utf8),
            timeout: .seconds(15),
            allowsPrivateNetworks: true,
            requiresHTTP2: true
        )
    }

    /// The outcome of each of `count` requests at once: a status or a fault's code.
    private func outcomes(_ count: Int, _ request: @Sendable (Int) throws -> HTTPRequest) async throws -> [String] {
        let requests = try (0..<count).map(request)
        let client = client
        return await withTaskGroup(of: (Int, String).self) { group in
            for (number, request) in requests.enumerated() {
                group.addTask {
                    do throws(Fault) {
                        let response = try await client.execute(request)
                        return (number, response.bodyWasCut ? "cut" : "\(response.status)")
                    } catch {
                        return (number, error.errorType)
                    }
                }
            }
            var all = [String](repeating: "", count: count)
            for await (number, outcome) in group { all[number] = outcome }
            return all
        }
    }

    @Test func `many requests at once share one connection`() async throws {
        let script = SinkScript(otherwise: .status(200).after(.milliseconds(20)))
        let sink = HTTPSink(identity: try TestIdentity.localhost.load(), script: script, streams: 500)
        try await withSink(sink) { sink in
            // Before a server has said how many it takes at once, libcurl thinks of a hundred.
            #expect(try await client.execute(request(sink.secureURL("/3/device/0"))).status == 200)
            for _ in 1...3 {
                let outcomes = try await outcomes(300) { try request(sink.secureURL("/3/device/\($0)")) }
                #expect(outcomes == [String](repeating: "200", count: 300))
            }
            #expect(Set(sink.requests().map(\.target)).count == 300)
            #expect(Set(sink.requests().map(\.connection)).count == 1)
        }
    }

    @Test func `more requests than a server takes at once are all answered`() async throws {
        let script = SinkScript(otherwise: .status(200).after(.milliseconds(5)))
        let sink = HTTPSink(identity: try TestIdentity.localhost.load(), script: script, streams: 4)
        try await withSink(sink) { sink in
            let outcomes = try await outcomes(60) { try request(sink.secureURL("/\($0)")) }
            #expect(outcomes == [String](repeating: "200", count: 60))
            #expect(sink.total == 60)
        }
    }

    @Test func `a server in clear text is spoken to in HTTP/2 from the first byte, each time anew`() async throws {
        try await withSink(HTTPSink()) { sink in
            for _ in 1...3 { #expect(try await client.execute(request(sink.url("/one"))).status == 200) }
            let outcomes = try await outcomes(20) { try request(sink.url("/\($0)")) }
            #expect(outcomes == [String](repeating: "200", count: 20))
            #expect(sink.requests().allSatisfy { $0.version == .http2 })
            #expect(Set(sink.requests().map(\.connection)).count == 23)
        }
    }

    /// What breaks one stream leaves the others alone.
    ///
    /// Whether the first half of an answer is seen before its stream is reset, only the moment decides.
    @Test(
        arguments: [
            (.reset, ["outcome_unknown"]), (.resetBeforeBody, ["outcome_unknown"]),
            (.half, ["cut", "outcome_unknown"]), (410, ["410"]),
            (.status(503, body: "later").dripping(bytesPerSecond: 100), ["503"]),
        ] as [(SinkAnswer, Set<String>)]
    )
    func `one request's trouble is not another's`(answer: SinkAnswer, expected: Set<String>) async throws {
        let script: SinkScript = [.on("/bad", answer), .on("/", .status(200).after(.milliseconds(150)))]
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load(), script: script)) { sink in
            let outcomes = try await outcomes(12) { try request(sink.secureURL($0 % 4 == 3 ? "/bad" : "/good")) }
            for (number, outcome) in outcomes.enumerated() {
                #expect(number % 4 == 3 ? expected.contains(outcome) : outcome == "200", "\(number): \(outcome)")
            }
            #expect(Set(sink.requests().map(\.connection)).count == 1)
        }
    }

    /// What breaks the connection is an unknown outcome for all who wait on it, and the next one makes a new one.
    @Test(arguments: [SinkAnswer.close, .garbage])
    func `a connection that breaks is made anew`(answer: SinkAnswer) async throws {
        let script: SinkScript = [.on("/", answer, 200)]
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load(), script: script)) { sink in
            let outcomes = try await outcomes(1) { _ in try request(sink.secureURL()) }
            #expect(outcomes == ["outcome_unknown"])
            #expect(try await client.execute(request(sink.secureURL())).status == 200)
            #expect(sink.requests().map(\.connection) == [1, 2])
        }
    }

    @Test func `a server that stopped and came back is found again`() async throws {
        let sink = HTTPSink(identity: try TestIdentity.localhost.load())
        try await withSink(sink) { sink in
            #expect(try await client.execute(request(sink.secureURL())).status == 200)
            await sink.stop()
            try await sink.start()
            #expect(try await client.execute(request(sink.secureURL())).status == 200)
            #expect(sink.requests().map(\.connection) == [1, 2])
        }
    }

    @Test func `a request that hangs is given up without the connection`() async throws {
        let script: SinkScript = [.on("/hang", .hang)]
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load(), script: script)) { sink in
            #expect(try await client.execute(request(sink.secureURL())).status == 200)
            var hanging = try request(sink.secureURL("/hang"))
            hanging.timeout = .milliseconds(300)
            let given = hanging
            let fault = await #expect(throws: Fault.self) { try await client.execute(given) }
            #expect(fault?.code == .outcomeUnknown)
            #expect(try await client.execute(request(sink.secureURL())).status == 200)
            #expect(Set(sink.requests().map(\.connection)).count == 1)
        }
    }
}
