// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct HTTPFailureTests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient() }

    private func fault(_ request: HTTPRequest) async throws -> Fault {
        let fault = await #expect(throws: Fault.self) { try await client.execute(request) }
        let thrown = try #require(fault)
        #expect(!thrown.description.contains("s3cret"))
        #expect(!thrown.context.values.contains { $0.contains("s3cret") || $0.contains("127.0.0.1") })
        return thrown
    }

    @Test func `a closed port refuses the connection`() async throws {
        let server = try LoopbackServer.http()
        let request = server.request()
        server.stop()
        let fault = try await fault(request)
        #expect(fault.code == .connectionRefused)
        #expect(fault.context == ["phase": "connect", "curl_code": "7"])
    }

    @Test func `a time-out before the request left is a time-out`() async throws {
        let server = try LoopbackServer { peer, _ in peer.awaitEnd() }
        let fault = try await fault(server.request(scheme: "https", timeout: .milliseconds(300)))
        #expect(fault.code == .timedOut)
        #expect(fault.context["phase"] == "connect")
    }

    @Test func `a time-out after the request left is an unknown outcome`() async throws {
        let server = try LoopbackServer { peer, _ in peer.awaitEnd() }
        let fault = try await fault(server.request(body: [1, 2, 3], timeout: .milliseconds(300)))
        #expect(fault.code == .outcomeUnknown)
        #expect(fault.context["phase"] == "answer")
    }

    @Test func `a reset while the request is being sent loses the connection`() async throws {
        let server = try LoopbackServer { peer, _ in
            _ = peer.bytes(1_000)
            peer.reset()
        }
        let fault = try await fault(server.request(body: [UInt8](repeating: 0, count: 64_000_000)))
        #expect(fault.code == .connectionLost)
        #expect(fault.context["phase"] == "send")
    }

    @Test(arguments: [true, false])
    func `an end after the request left is an unknown outcome`(isReset: Bool) async throws {
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            if isReset { peer.reset() }
        }
        #expect(try await fault(server.request(body: [1, 2, 3])).code == .outcomeUnknown)
    }

    @Test func `an answer whose body breaks off is an answer with its body cut`() async throws {
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        }
        let response = try await client.execute(server.request())
        #expect(response.status == 200)
        #expect(response.body == Array("part".utf8))
        #expect(response.bodyWasCut)
    }

    @Test func `an answer whose body does not end in time is an answer with its body cut`() async throws {
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            peer.write("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\npart")
            peer.awaitEnd()
        }
        let response = try await client.execute(server.request(timeout: .milliseconds(300)))
        #expect(response.status == 503)
        #expect(response.bodyWasCut)
    }

    @Test func `an answer that is not HTTP violates the protocol`() async throws {
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            peer.write("220 ftp.example ready\r\n")
        }
        #expect(try await fault(server.request()).code == .protocolViolation)
    }

    @Test func `a server that does not speak TLS fails the handshake`() async throws {
        let server = try LoopbackServer { peer, _ in peer.write("HTTP/1.1 400 Bad Request\r\n\r\n") }
        let fault = try await fault(server.request(scheme: "https"))
        #expect(fault.code == .tlsFailed)
        #expect(fault.context["phase"] == "tls")
    }

    @Test func `a host that cannot be found is unknown`() async throws {
        let label = String(repeating: "a", count: 70)
        #expect(try await fault(HTTPRequest(url: "http://\(label).invalid/s3cret")).code == .hostUnknown)
    }

    @Test func `a private address is refused without a connection`() async throws {
        let server = try LoopbackServer.http()
        var request = server.request()
        request.allowsPrivateNetworks = false
        let fault = try await fault(request)
        #expect(fault.code == .addressBlocked)
        #expect(server.connections == 0)
    }

    @Test func `the unspecified address is refused even where private networks are allowed`() async throws {
        let server = try LoopbackServer.http()
        var request = server.request()
        request.url = "http://0.0.0.0:\(server.port)/s3cret"
        #expect(try await fault(request).code == .addressBlocked)
        #expect(server.connections == 0)
    }

    @Test func `a connection opened with private networks allowed serves no request that forbids them`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            peer.answer()
        }
        #expect(try await client.execute(server.request()).status == 200)
        var request = server.request()
        request.allowsPrivateNetworks = false
        #expect(try await fault(request).code == .addressBlocked)
        #expect(try await client.execute(server.request()).status == 200)
        #expect(journal.all.count == 2)
    }

    @Test func `a header with a line break never leaves`() async throws {
        let server = try LoopbackServer.http()
        var request = server.request()
        request.headers = [HTTPHeader("X-Note", "a\r\nX-Evil: 1")]
        #expect(try await fault(request).code == .contentRejected)
        #expect(server.connections == 0)
    }
}
