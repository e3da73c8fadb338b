// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Simulator
import Testing
import Transport

/// HTTP over TLS, and whom it trusts.
@Suite(.timeLimit(.minutes(1)))
struct HTTPEncryptionTests {
    private func request(_ sink: HTTPSink, requiresHTTP2: Bool = false) throws -> HTTPRequest {
        HTTPRequest(
            url: try #require(sink.secureURL("/hook/s3cret")),
            body: Array("hello".utf8),
            timeout: .seconds(15),
            allowsPrivateNetworks: true,
            requiresHTTP2: requiresHTTP2
        )
    }

    @Test func `HTTP/2 is spoken with a server that offers it`() async throws {
        let client = try CurlHTTPClient(trust: TestIdentity.trust())
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load())) { sink in
            for requiresHTTP2 in [false, true] {
                let response = try await client.execute(request(sink, requiresHTTP2: requiresHTTP2))
                #expect(response.status == 200)
                // The second goes out on the first one's connection.
                #expect((response.timings.tls > .zero) == !requiresHTTP2)
            }
            #expect(sink.requests().map(\.version) == [.http2, .http2])
            #expect(sink.requests().map(\.text) == ["hello", "hello"])
            #expect(Set(sink.requests().map(\.connection)).count == 1)
        }
    }

    @Test func `HTTP/1.1 is spoken with a server that offers no other, unless HTTP/2 is required`() async throws {
        let client = try CurlHTTPClient(trust: TestIdentity.trust())
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load(offersHTTP2: false))) { sink in
            #expect(try await client.execute(request(sink)).status == 200)
            #expect(sink.requests().map(\.version) == [.http11])
            let refused = try request(sink, requiresHTTP2: true)
            let fault = await #expect(throws: Fault.self) { try await client.execute(refused) }
            #expect(fault?.code == .protocolViolation)
        }
    }

    /// Each is refused before a byte of the request has left.
    @Test(arguments: [
        (TestIdentity.localhost, false, "an authority that nobody knows"),
        (.elsewhere, true, "another server's name"),
        (.expired, true, "a time that is over"),
    ])
    func `a server that cannot prove who it is gets nothing`(
        identity: TestIdentity,
        isTrusted: Bool,
        why: String
    ) async throws {
        let client = try CurlHTTPClient(trust: isTrusted ? TestIdentity.trust() : nil)
        try await withSink(HTTPSink(identity: identity.load())) { sink in
            let request = try request(sink)
            let fault = try #require(await #expect(throws: Fault.self) { try await client.execute(request) })
            #expect(fault.code == .tlsUntrusted)
            #expect(fault.context == ["phase": "tls", "curl_code": "60"])
            #expect(!fault.description.contains("s3cret") && !fault.description.contains("localhost"))
            #expect(sink.total == 0)
        }
    }

    @Test func `an operator's certificates are trusted besides the system's and not in their place`() throws {
        let own = try TestIdentity.authority()
        let trust = try TrustedCertificates(besides: own)
        let all = try String(contentsOfFile: trust.path, encoding: .utf8)
        #expect(all.contains(own))
        let system = "/etc/ssl/certs/ca-certificates.crt"
        if let theirs = try? String(contentsOfFile: system, encoding: .utf8) { #expect(all.hasPrefix(theirs)) }
    }

    @Test func `what is trusted may be garbled without anybody being trusted for it`() async throws {
        let client = try CurlHTTPClient(trust: TrustedCertificates(besides: "no certificate at all"))
        try await withSink(HTTPSink(identity: TestIdentity.localhost.load())) { sink in
            let request = try request(sink)
            let fault = await #expect(throws: Fault.self) { try await client.execute(request) }
            #expect(fault?.code == .tlsUntrusted)
            #expect(sink.total == 0)
        }
    }
}
