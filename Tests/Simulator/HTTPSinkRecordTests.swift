// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

@Suite("What the HTTP sink records")
struct HTTPSinkRecordTests {
    @Test func `a request is recorded with its headers in order, its body and its connection`() async throws {
        try await withSink(HTTPSink(script: [.on("/", 202)])) { sink in
            let client = try RawClient(port: sink.port)
            try client.exchange("POST", "/hook?a=1", headers: ["X-One: 1", "x-two: 2", "X-One: 3"], body: "{\"ü\":1}")
            try client.exchange("PUT", "/other")
            try RawClient(port: sink.port).exchange("GET", "/third")
            let requests = sink.requests()
            let first = try #require(requests.first)
            #expect(first.method == "POST")
            #expect(first.target == "/hook?a=1")
            #expect(first.path == "/hook")
            #expect(first.headers.map(\.name) == ["Host", "Content-Length", "X-One", "x-two", "X-One"])
            #expect(first.header("x-one") == "1")
            #expect(first.text == "{\"ü\":1}")
            #expect(first.answer == "202")
            #expect(requests.map(\.number) == [1, 2, 3])
            #expect(requests.map(\.connection) == [1, 1, 2])
        }
    }

    @Test func `only the newest records are kept, but all are counted`() async throws {
        try await withSink(HTTPSink(keep: 3)) { sink in
            let client = try RawClient(port: sink.port)
            for number in 1...5 { try client.exchange("POST", number < 4 ? "/a" : "/b") }
            #expect(sink.requests().map(\.number) == [3, 4, 5])
            #expect(sink.total == 5)
            #expect(sink.counts == ["/a": 3, "/b": 2])
            #expect(sink.requests(path: "/b").count == 2)
            #expect(sink.requests(since: 4).map(\.number) == [5])
            sink.forget()
            #expect(sink.requests().isEmpty)
            #expect(sink.counts.isEmpty)
            try client.exchange("POST", "/c")
            #expect(sink.requests().map(\.number) == [6])
        }
    }

    @Test func `a body past the limit is counted and cut`() async throws {
        try await withSink(HTTPSink(bodyLimit: 4)) { sink in
            try RawClient(port: sink.port).exchange("POST", "/", body: "0123456789")
            let request = try #require(sink.requests().first)
            #expect(request.text == "0123")
            #expect(request.bodySize == 10)
        }
    }

    @Test func `a request survives JSON, with a body that is no text too`() throws {
        for body in [Array("grüße".utf8), [0xFF, 0x00, 0xFE]] {
            let request = SinkRequest(
                number: 7,
                at: Timestamp(milliseconds: 1_795_302_309_120),
                connection: 2,
                method: "POST",
                target: "/hook",
                headers: [SinkHeader("A", "b")],
                body: body,
                answer: "200"
            )
            let copy = try JSONDecoder().decode(SinkRequest.self, from: JSONEncoder().encode(request))
            #expect(copy == request)
        }
    }

    @Test func `an outage ends every connection, and the sink comes back on its port`() async throws {
        let sink = HTTPSink()
        let port = try await sink.start()
        let client = try RawClient(port: port)
        try client.exchange("POST", "/before")
        await sink.stop()
        #expect(client.readToEnd().end != .silent)
        #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
        #expect(try await sink.start() == port)
        try RawClient(port: port).exchange("POST", "/after")
        #expect(sink.requests().map(\.path) == ["/before", "/after"])
        await sink.stop()
    }

    @Test func `a port that is taken is a fault`() async throws {
        try await withSink(HTTPSink()) { sink in
            let second = HTTPSink(port: sink.port)
            let fault = await #expect(throws: Fault.self) { try await second.start() }
            #expect(fault?.code == .resourcesExhausted)
        }
    }
}
