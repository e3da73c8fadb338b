// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlHTTPClientTests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient() }

    @Test func `an answer comes with its status, headers, body and timings`() async throws {
        let server = try LoopbackServer.http { peer, _ in
            peer.write("HTTP/1.1 103 Early Hints\r\nLink: </style>\r\n\r\n")
            peer.answer("202 Accepted", headers: ["X-Request-ID: r1", "Retry-After: 7"], body: "queued")
        }
        let response = try await client.execute(server.request())
        #expect(response.status == 202)
        #expect(response.header("x-request-id") == "r1")
        #expect(response.header("retry-after") == "7")
        #expect(response.header("link") == nil)
        #expect(response.body == Array("queued".utf8))
        #expect(!response.bodyWasCut)
        #expect(response.timings.connect > .zero)
        #expect(response.timings.firstByte >= response.timings.connect)
        #expect(response.timings.total >= response.timings.firstByte)
    }

    @Test func `the request on the wire is the one that was asked for`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) { journal.note("\(name)=\(value)") }
            journal.note("\(request.body.count)")
            peer.answer()
        }
        var request = server.request(body: [UInt8](repeating: 0x78, count: 2_000_000))
        request.headers = [HTTPHeader("Webhook-Id", "msg_1"), HTTPHeader("X-Empty", "")]
        #expect(try await client.execute(request).status == 200)
        let expected = [
            "POST /hook/s3cret HTTP/1.1", "accept=*/*", "content-length=2000000", "host=127.0.0.1:\(server.port)",
            "user-agent=Belfry/1", "webhook-id=msg_1", "x-empty=", "2000000",
        ]
        #expect(journal.all == expected)
    }

    @Test func `each request goes to its own URL, whatever was sent before it`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            peer.answer()
        }
        for path in ["/a?b=c#d", "/hooks/1", "", "/a/../b%2Fc", "/hooks/2", "?x"] {
            #expect(try await client.execute(server.request(path)).status == 200)
        }
        let expected = ["/a?b=c", "/hooks/1", "/", "/b%2Fc", "/hooks/2", "/?x"].map { "POST \($0) HTTP/1.1" }
        #expect(journal.all == expected)
        #expect(server.connections == 1)
    }

    @Test func `a request that names its own agent is sent under that name alone`() async throws {
        let journal = Journal()
        let server = try LoopbackServer { peer, _ in
            while let line = peer.line() {
                if line.lowercased().hasPrefix("user-agent") { journal.note(line) }
                if line.isEmpty { peer.answer() }
            }
        }
        var request = server.request()
        request.headers = [HTTPHeader("user-agent", "Other/2")]
        _ = try await client.execute(request)
        _ = try await client.execute(server.request())
        #expect(journal.all == ["user-agent: Other/2", "User-Agent: Belfry/1"])
    }

    @Test func `each method sends its own request line and length, whatever was sent before it`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            let length = request.headers["content-length"].map { " \($0)" } ?? ""
            journal.note(request.line.prefix { $0 != " " } + length)
            peer.answer()
        }
        let methods = [
            ("GET", ""), ("POST", ""), ("PUT", "x"), ("GET", ""), ("PATCH", ""), ("HEAD", ""), ("POST", "xyz"),
            ("DELETE", ""), ("DELETE", "x"), ("HEAD", ""), ("GET", ""),
        ]
        for (method, body) in methods {
            var request = server.request(body: Array(body.utf8))
            request.method = method
            #expect(try await client.execute(request).status == 200)
        }
        let expected = [
            "GET", "POST 0", "PUT 1", "GET", "PATCH 0", "HEAD", "POST 3", "DELETE", "DELETE 1", "HEAD", "GET",
        ]
        #expect(journal.all == expected)
    }

    @Test func `nothing of a long request is left for the short one after it`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            journal.note("\(request.headers.count) \(request.body.count) \(request.body.last ?? 0)")
            peer.answer()
        }
        for length in [3, 300_000, 2, 300_001, 0, 1] {
            var request = server.request(body: [UInt8](repeating: UInt8(length % 251), count: length))
            request.headers = (0..<length % 7)
                .map { HTTPHeader("X-Note-\($0)", String(repeating: "x", count: length / 10)) }
            #expect(try await client.execute(request).status == 200)
        }
        let expected = [3, 300_000, 2, 300_001, 0, 1]
            .map { "\(4 + $0 % 7) \($0) \($0 == 0 ? 0 : $0 % 251)" }
        #expect(journal.all == expected)
    }

    @Test func `a host is found by its name`() async throws {
        let server = try LoopbackServer.http()
        for _ in 1...3 {
            var request = server.request()
            request.url = "http://localhost:\(server.port)/"
            request.usesFreshConnection = true
            #expect(try await client.execute(request).status == 200)
        }
    }

    @Test func `a body past sixteen kibibytes is cut and the connection kept`() async throws {
        let server = try LoopbackServer.http { peer, _ in
            peer.answer(body: String(repeating: "a", count: 40_000))
        }
        for _ in 1...2 {
            let response = try await client.execute(server.request())
            #expect(response.body.count == 16 * 1_024)
            #expect(response.bodyWasCut)
        }
        #expect(server.connections == 1)
    }

    @Test func `a body past sixty-four kibibytes costs the connection but not the answer`() async throws {
        let server = try LoopbackServer.http { peer, _ in
            peer.answer(body: String(repeating: "a", count: 4_000_000))
        }
        for _ in 1...2 {
            let response = try await client.execute(server.request())
            #expect(response.status == 200)
            #expect(response.body.count == 16 * 1_024)
            #expect(response.bodyWasCut)
        }
        #expect(server.connections == 2)
    }

    @Test func `a body is kept as far as the request asks for`() async throws {
        let server = try LoopbackServer.http { peer, _ in
            peer.answer(body: String(repeating: "a", count: 200_000))
        }
        var request = server.request()
        request.responseLimit = 1_000_000
        let whole = try await client.execute(request)
        #expect(whole.body.count == 200_000)
        #expect(!whole.bodyWasCut)
        request.responseLimit = 100
        let cut = try await client.execute(request)
        #expect(cut.body.count == 100)
        #expect(cut.bodyWasCut)
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            peer.answer("302 Found", headers: ["Location: /elsewhere"])
        }
        let response = try await client.execute(server.request())
        #expect(response.status == 302)
        #expect(response.header("location") == "/elsewhere")
        #expect(journal.all.count == 1)
    }

    @Test func `requests one after another share a connection unless a fresh one is asked for`() async throws {
        let server = try LoopbackServer.http()
        for _ in 1...20 { _ = try await client.execute(server.request()) }
        #expect(server.connections == 1)
        var request = server.request()
        request.usesFreshConnection = true
        _ = try await client.execute(request)
        #expect(server.connections == 2)
    }

    @Test func `five hundred requests at once are all answered, each with its own`() async throws {
        let server = try LoopbackServer.http { peer, request in
            peer.answer(body: String(decoding: request.body, as: UTF8.self))
        }
        let client = client
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 1...500 {
                group.addTask {
                    let body = Array("number \(number)".utf8)
                    return try await client.execute(server.request(body: body)).body == body
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 500)
    }

    /// It is spoken to in HTTP/2 from the first byte, and nobody can know what it made of that.
    @Test func `a server in clear text without HTTP/2 fails where it is required`() async throws {
        let server = try LoopbackServer.http()
        var request = server.request()
        request.requiresHTTP2 = true
        let fault = await #expect(throws: Fault.self) { try await client.execute(request) }
        #expect(fault?.code == .outcomeUnknown)
    }
}
