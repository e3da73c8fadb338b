// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

/// libcurl sends a request again on its own where a kept connection dies without an answer: we keep it from that.
@Suite(.timeLimit(.minutes(1)))
struct HTTPRepetitionTests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient() }

    private func status(_ request: HTTPRequest) async -> Result<Int, Fault> {
        do throws(Fault) {
            return .success(try await client.execute(request).status)
        } catch {
            return .failure(error)
        }
    }

    /// Answers the first request of each connection, reads the second in full and ends the connection without a word.
    private func server(_ journal: Journal, isReset: Bool = false, after ready: Event? = nil) throws -> LoopbackServer {
        try LoopbackServer { peer, number in
            for turn in 1...2 {
                guard let request = peer.request() else { return }
                journal.note(String(decoding: request.body, as: UTF8.self))
                guard turn == 1 else { break }
                if number == 2 { ready?.happen() }
                ready?.block()
                peer.answer()
            }
            if isReset { peer.reset() }
        }
    }

    @Test(arguments: [true, false])
    func `a request that left on a kept connection is not sent again when that dies`(isReset: Bool) async throws {
        let journal = Journal()
        let server = try server(journal, isReset: isReset)
        #expect(await status(server.request(body: Array("one".utf8))) == .success(200))
        let fault = await #expect(throws: Fault.self) {
            try await client.execute(server.request(body: Array("two".utf8)))
        }
        #expect(fault?.code == .outcomeUnknown)
        #expect(fault?.context["phase"] == "answer")
        #expect(journal.all == ["one", "two"])
        #expect(server.connections == 1)
        #expect(await status(server.request(body: Array("three".utf8))) == .success(200))
        #expect(journal.all == ["one", "two", "three"])
        #expect(server.connections == 2)
    }

    @Test func `nor is it sent again on another kept connection`() async throws {
        let (journal, ready) = (Journal(), Event())
        let server = try server(journal, after: ready)
        async let first = status(server.request(body: Array("one".utf8)))
        async let second = status(server.request(body: Array("one".utf8)))
        #expect(await [first, second] == [.success(200), .success(200)])
        let fault = await #expect(throws: Fault.self) {
            try await client.execute(server.request(body: Array("two".utf8)))
        }
        #expect(fault?.code == .outcomeUnknown)
        #expect(journal.all == ["one", "one", "two"])
        #expect(server.connections == 2)
    }

    @Test func `a request of which nothing had left goes out on a new connection unnoticed`() async throws {
        let (journal, closed) = (Journal(), Event())
        let server = try LoopbackServer { peer, number in
            guard let request = peer.request() else { return }
            journal.note(String(decoding: request.body, as: UTF8.self))
            peer.answer()
            peer.close()
            if number == 1 { closed.happen() }
        }
        #expect(await status(server.request(body: Array("one".utf8))) == .success(200))
        await closed.happened()
        #expect(await status(server.request(body: Array("two".utf8))) == .success(200))
        #expect(journal.all == ["one", "two"])
        #expect(server.connections == 2)
    }

    @Test(arguments: ["GET", "HEAD", "PUT"])
    func `no method is an exception`(method: String) async throws {
        let journal = Journal()
        let server = try server(journal)
        var request = server.request(body: method == "PUT" ? [1] : [])
        request.method = method
        #expect(await status(request) == .success(200))
        let fault = await #expect(throws: Fault.self) { try await client.execute(request) }
        #expect(fault?.code == .outcomeUnknown)
        #expect(journal.all.count == 2)
    }
}
