// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("The HTTP sink in HTTP/2")
struct HTTP2SinkTests {
    /// The first byte of a header block that says `:status: 200`.
    private let ok: UInt8 = 0x88

    @Test func `a client that begins in HTTP/2 is told the limit of streams and answered`() async throws {
        let sink = HTTPSink(script: [.on("/", .status(200, body: "yes"))], streams: 7)
        try await withSink(sink) { sink in
            let client = try FrameClient(port: sink.port)
            let settings = try client.frame(.settings)
            #expect(settings.payload.starts(with: [0, 3, 0, 0, 0, 7]))
            client.open("/hook?x=1", stream: 1, hasBody: true)
            client.send(.data, stream: 1, Array("all ".utf8))
            client.send(.data, flags: 1, stream: 1, Array("of it".utf8))
            let frames = try client.answer(stream: 1)
            #expect(frames.first?.kind == .headers && frames.first?.payload.first == ok)
            #expect(frames.flatMap { $0.kind == .data ? $0.payload : [] } == Array("yes".utf8))
            let request = try #require(sink.requests().first)
            #expect(request.version == .http2)
            #expect(request.method == "POST" && request.target == "/hook?x=1" && request.text == "all of it")
            #expect(request.header("Host") == "sink")
        }
    }

    @Test func `streams of one connection are answered each in its own time`() async throws {
        let script: SinkScript = [.on("/slow", .status(200).after(.milliseconds(80)))]
        try await withSink(HTTPSink(script: script)) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/slow", stream: 1)
            client.open("/quick", stream: 3)
            #expect(try client.frame(.headers).stream == 3)
            #expect(try client.frame(.headers).stream == 1)
            #expect(sink.requests().map(\.connection) == [1, 1])
        }
    }

    @Test(arguments: [SinkAnswer.reset, .resetBeforeBody])
    func `a reset ends the stream and leaves the connection`(answer: SinkAnswer) async throws {
        try await withSink(HTTPSink(script: [.on("/bad", answer)])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/bad", stream: 1, hasBody: answer == .resetBeforeBody)
            let reset = try client.frame(.reset)
            #expect(reset.stream == 1)
            #expect(reset.number() == 2)
            client.open("/good", stream: 3)
            #expect(try client.answer(stream: 3).first?.payload.first == ok)
            #expect(sink.requests().map(\.answer) == [answer == .reset ? "reset" : "reset_before_body", "200"])
        }
    }

    @Test func `half an answer is reset in its middle`() async throws {
        let answer = SinkAnswer(.half(SinkReply(200, body: "0123456789")))
        try await withSink(HTTPSink(script: [.on("/", answer)])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/", stream: 1)
            let frames = try client.answer(stream: 1)
            #expect(frames.map(\.kind) == [.headers, .data, .reset])
            #expect(frames[1].payload == Array("01234".utf8))
        }
    }

    @Test func `a dripping answer comes in portions`() async throws {
        let body = String(repeating: "d", count: 60)
        let answer = SinkAnswer.status(200, body: body).dripping(bytesPerSecond: 200)
        try await withSink(HTTPSink(script: [.on("/", answer)])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/", stream: 1)
            let portions = try client.answer(stream: 1).filter { $0.kind == .data && !$0.payload.isEmpty }
            #expect(portions.map(\.payload.count) == [20, 20, 20])
        }
    }

    @Test func `a close without an answer is a farewell that counts the request`() async throws {
        try await withSink(HTTPSink(script: [.on("/bad", .close)])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/bad", stream: 1)
            #expect(try client.frame(.goAway).number() == 1)
            #expect(client.socket.readToEnd().end == .closed)
        }
    }

    @Test func `garbage takes the place of frames and ends the connection`() async throws {
        try await withSink(HTTPSink(script: [.on("/bad", .garbage("220 mail.example ESMTP\r\n"))])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/bad", stream: 1)
            let (text, end) = client.socket.readToEnd()
            #expect(text.hasSuffix("220 mail.example ESMTP\r\n"))
            #expect(end == .closed)
        }
    }

    @Test func `a sink that stops says which streams it took in`() async throws {
        try await withSink(HTTPSink(script: [.on("/hang", .hang)])) { sink in
            let client = try FrameClient(port: sink.port)
            client.open("/hang", stream: 1)
            client.open("/hang", stream: 3)
            _ = await sink.requests(atLeast: 2, within: .seconds(10))
            await sink.stop()
            let farewell = try client.frame(.goAway)
            #expect(farewell.number() == 3)
            #expect(farewell.number(at: 4) == 0)
        }
    }

    @Test func `a beginning that comes byte by byte is understood`() async throws {
        try await withSink(HTTPSink()) { sink in
            let plain = try RawClient(port: sink.port)
            let request = "POST /one HTTP/1.1\r\nHost: sink\r\nContent-Length: 0\r\n\r\n"
            for byte in request.utf8 { plain.send(bytes: [byte]) }
            #expect(try plain.response().status == 200)
            let framed = try RawClient(port: sink.port)
            for byte in FrameClient.preface.utf8 { framed.send(bytes: [byte]) }
            #expect(try framed.bytes(4).last == FrameClient.Kind.settings.rawValue)
            #expect(sink.requests().map(\.version) == [.http11])
        }
    }

    @Test func `HTTP/1.0 is told apart too`() async throws {
        try await withSink(HTTPSink()) { sink in
            let client = try RawClient(port: sink.port)
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(client.readToEnd().text.hasPrefix("HTTP/1.1 200 "))
            #expect(sink.requests().map(\.version) == [.http10])
        }
    }
}
