// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("The HTTP sink's answers")
struct HTTPSinkAnswerTests {
    @Test func `without a script every request is answered with 200`() async throws {
        try await withSink(HTTPSink()) { sink in
            let response = try RawClient(port: sink.port).exchange("POST", "/anything", body: "{}")
            #expect(response.status == 200)
            #expect(response.headers["content-length"] == "0")
        }
    }

    @Test func `a sequence is given in order and its last answer repeats`() async throws {
        try await withSink(HTTPSink(script: [.on("/hook", 500, 503, 200)])) { sink in
            let client = try RawClient(port: sink.port)
            let statuses = try (0..<5).map { _ in try client.exchange("POST", "/hook").status }
            #expect(statuses == [500, 503, 200, 200, 200])
        }
    }

    @Test func `the first rule with that path and method decides`() async throws {
        let script = SinkScript(
            [.on("/a/b", 201), .on("/a", method: "PUT", 202), .on("/a", 203)],
            otherwise: 404
        )
        try await withSink(HTTPSink(script: script)) { sink in
            let client = try RawClient(port: sink.port)
            #expect(try client.exchange("POST", "/a/b/c").status == 201)
            #expect(try client.exchange("PUT", "/a?x=1").status == 202)
            #expect(try client.exchange("POST", "/a").status == 203)
            #expect(try client.exchange("POST", "/b").status == 404)
        }
    }

    @Test func `status, headers and body are sent as scripted`() async throws {
        let answer = SinkAnswer.status(429, headers: [SinkHeader("X-Limit", "10")], body: "slow down", retryAfter: 7)
        try await withSink(HTTPSink(script: [.on("/", answer)])) { sink in
            let response = try RawClient(port: sink.port).exchange("POST", "/")
            #expect(response.status == 429)
            #expect(response.headers["x-limit"] == "10")
            #expect(response.headers["retry-after"] == "7")
            #expect(response.body == "slow down")
        }
    }

    @Test func `a redirect names its location`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .redirect(to: "http://127.0.0.1:1/", status: 307))])) { sink in
            let response = try RawClient(port: sink.port).exchange("POST", "/")
            #expect(response.status == 307)
            #expect(response.headers["location"] == "http://127.0.0.1:1/")
        }
    }

    @Test func `a delayed answer comes after its delay and not before`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .status(200).after(.milliseconds(120)))])) { sink in
            let client = try RawClient(port: sink.port)
            let took = try ContinuousClock().measure { try client.exchange("POST", "/") }
            #expect(took >= .milliseconds(110))
        }
    }

    @Test func `a hanging answer leaves the connection open and silent`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .hang)])) { sink in
            let client = try RawClient(port: sink.port, patience: .milliseconds(150))
            client.request("POST", "/", body: "x")
            let (text, end) = client.readToEnd()
            #expect(text == "")
            #expect(end == .silent)
            #expect(sink.requests().map(\.answer) == ["hang"])
        }
    }

    @Test func `a reset before the body does not wait for the body`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .resetBeforeBody)])) { sink in
            let client = try RawClient(port: sink.port)
            client.send("POST /hook HTTP/1.1\r\nHost: sink\r\nContent-Length: 100\r\n\r\n")
            #expect(client.readToEnd().end == .reset)
            #expect(sink.requests().map(\.bodySize) == [0])
        }
    }

    @Test func `a reset after the body has recorded the body`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .reset)])) { sink in
            let client = try RawClient(port: sink.port)
            client.request("POST", "/", body: "all of it")
            #expect(client.readToEnd().end == .reset)
            #expect(sink.requests().map(\.text) == ["all of it"])
        }
    }

    @Test func `a close without an answer is orderly`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .close)])) { sink in
            let client = try RawClient(port: sink.port)
            client.request("POST", "/", body: "x")
            let (text, end) = client.readToEnd()
            #expect(text == "")
            #expect(end == .closed)
        }
    }

    @Test func `garbage is not HTTP and ends the connection`() async throws {
        try await withSink(HTTPSink(script: [.on("/", .garbage("220 mail.example ESMTP\r\n"))])) { sink in
            let client = try RawClient(port: sink.port)
            client.request("POST", "/")
            let (text, end) = client.readToEnd()
            #expect(text == "220 mail.example ESMTP\r\n")
            #expect(end == .closed)
        }
    }

    @Test func `half an answer announces more than it sends`() async throws {
        let answer = SinkAnswer(.half(SinkReply(200, body: "0123456789")))
        try await withSink(HTTPSink(script: [.on("/", answer)])) { sink in
            let client = try RawClient(port: sink.port)
            client.request("POST", "/")
            let (text, end) = client.readToEnd()
            #expect(text.contains("content-length: 10\r\n"))
            #expect(text.hasSuffix("\r\n\r\n01234"))
            #expect(end == .closed)
        }
    }

    @Test func `a dripping answer arrives whole but slowly`() async throws {
        let body = String(repeating: "d", count: 60)
        let answer = SinkAnswer.status(200, body: body).dripping(bytesPerSecond: 400)
        try await withSink(HTTPSink(script: [.on("/", answer)])) { sink in
            let client = try RawClient(port: sink.port)
            var response: RawClient.Response?
            let took = try ContinuousClock().measure { response = try client.exchange("POST", "/") }
            #expect(response?.body == body)
            #expect(took >= .milliseconds(150))
        }
    }

    @Test func `HEAD is answered without a body and 204 without a length`() async throws {
        let script: SinkScript = [.on("/empty", 204), .on("/", .status(200, body: "hello"))]
        try await withSink(HTTPSink(script: script)) { sink in
            let client = try RawClient(port: sink.port)
            client.send("HEAD / HTTP/1.1\r\nHost: sink\r\nConnection: close\r\n\r\n")
            let (text, end) = client.readToEnd()
            #expect(text.contains("content-length: 5\r\n"))
            #expect(text.contains("connection: close\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
            #expect(end == .closed)
            let empty = try RawClient(port: sink.port).exchange("POST", "/empty")
            #expect(empty.headers["content-length"] == nil)
        }
    }

    @Test func `a client that asks for leave to send its body gets it`() async throws {
        try await withSink(HTTPSink()) { sink in
            let client = try RawClient(port: sink.port)
            client.send("POST / HTTP/1.1\r\nHost: sink\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.line() == "HTTP/1.1 100 Continue")
            #expect(try client.line() == "")
            client.send("ok")
            #expect(try client.response().status == 200)
            #expect(sink.requests().map(\.text) == ["ok"])
        }
    }

    @Test func `requests sent ahead are answered in their order, past a slow one too`() async throws {
        let script: SinkScript = [
            .on("/slow", .status(201).after(.milliseconds(60))), .on("/next", 202), .on("/last", 203),
        ]
        try await withSink(HTTPSink(script: script)) { sink in
            let client = try RawClient(port: sink.port)
            for path in ["/slow", "/next", "/last"] { client.request("POST", path, body: path) }
            #expect(try (0..<3).map { _ in try client.response().status } == [201, 202, 203])
            #expect(sink.requests().map(\.text) == ["/slow", "/next", "/last"])
        }
    }

    @Test func `many requests sent ahead of a slow answer are all answered`() async throws {
        let script: SinkScript = [.on("/slow", .status(201).after(.milliseconds(30)))]
        try await withSink(HTTPSink(script: script)) { sink in
            let client = try RawClient(port: sink.port)
            client.request("POST", "/slow")
            for number in 0..<400 { client.request("POST", "/\(number)") }
            #expect(try client.response().status == 201)
            for _ in 0..<400 { #expect(try client.response().status == 200) }
            #expect(sink.total == 401)
        }
    }

    @Test func `what is not HTTP is answered with 400`() async throws {
        try await withSink(HTTPSink()) { sink in
            let client = try RawClient(port: sink.port)
            client.send("EHLO client.example\r\n\r\n")
            #expect(client.readToEnd().text.hasPrefix("HTTP/1.1 400 "))
            #expect(sink.total == 0)
        }
    }

    @Test func `another script starts from its beginning`() async throws {
        try await withSink(HTTPSink(script: [.on("/", 500, 200)])) { sink in
            let client = try RawClient(port: sink.port)
            #expect(try client.exchange("POST", "/").status == 500)
            sink.play([.on("/", 410, 200)])
            #expect(try client.exchange("POST", "/").status == 410)
            #expect(try client.exchange("POST", "/").status == 200)
        }
    }
}
