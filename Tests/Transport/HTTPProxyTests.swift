// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Glibc
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct HTTPProxyTests {
    @Test func `a configured proxy is given the whole URL`() async throws {
        let journal = Journal()
        let proxy = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            peer.answer("204 No Content")
        }
        let client = try CurlHTTPClient(proxy: "http://127.0.0.1:\(proxy.port)")
        let response = try await client.execute(HTTPRequest(url: "http://example.com/hook"))
        #expect(response.status == 204)
        #expect(journal.all == ["POST http://example.com/hook HTTP/1.1"])
    }

    @Test func `a proxy is asked for a tunnel under the client's name`() async throws {
        let journal = Journal()
        let proxy = try LoopbackServer.http { peer, request in
            journal.note("\(request.line) \(request.headers["user-agent"] ?? "")")
            peer.answer("502 Bad Gateway")
        }
        let client = try CurlHTTPClient(proxy: "http://127.0.0.1:\(proxy.port)", userAgent: "Test/1")
        await #expect(throws: Fault.self) { try await client.execute(HTTPRequest(url: "https://example.com/hook")) }
        #expect(journal.all == ["CONNECT example.com:443 HTTP/1.1 Test/1"])
    }

    /// In a process of its own: nothing else may read the environment while it is changed.
    @Test func `the environment makes no exception from a configured proxy`() async {
        await #expect(processExitsWith: .success) {
            setenv("no_proxy", "*", 1)
            let proxy = try LoopbackServer.http { peer, _ in peer.answer("204 No Content") }
            let client = try CurlHTTPClient(proxy: "http://127.0.0.1:\(proxy.port)")
            let response = try await client.execute(HTTPRequest(url: "http://hook.invalid/"))
            try #require(response.status == 204)
        }
    }

    @Test func `an address with a zone goes out between others`() async throws {
        let journal = Journal()
        let proxy = try LoopbackServer.http { peer, request in
            journal.note(request.line)
            peer.answer("204 No Content")
        }
        let client = try CurlHTTPClient(proxy: "http://127.0.0.1:\(proxy.port)")
        for url in ["http://example.com/1", "http://[fe80::1%251]/2", "http://example.com/3"] {
            let request = HTTPRequest(url: url, allowsPrivateNetworks: true)
            #expect(try await client.execute(request).status == 204)
        }
        let expected = ["example.com/1", "[fe80::1]/2", "example.com/3"].map { "POST http://\($0) HTTP/1.1" }
        #expect(journal.all == expected)
    }
}
