// SPDX-License-Identifier: Apache-2.0

import Announcement
import Bluesky
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing

@Suite struct BlueskyChannelTests {
    @Test func `a message is a record under a key of its own`() async throws {
        let fixture = try BlueskyFixture()
        let receipt = try await fixture.deliver(.sample(sections: []))
        #expect(fixture.calls == ["createSession", "putRecord"])
        #expect(fixture.http.requests.last?.url == "https://bsky.social/xrpc/com.atproto.repo.putRecord")
        #expect(fixture.http.requests.last?.header("authorization") == "Bearer access-1")
        let write = try #require(try fixture.writes.first)
        #expect(write.repo == "did:plc:abc")
        #expect(write.collection == "app.bsky.feed.post")
        #expect(write.record.createdAt == "2026-11-21T14:05:00.000Z")
        #expect(receipt.id == "at://did:plc:abc/app.bsky.feed.post/\(write.rkey)#bafyrei\(write.rkey)")
    }

    @Test func `a repeat is the same record, byte for byte`() async throws {
        let fixture = try BlueskyFixture()
        let delivery = try fixture.delivery(BlueskyFixture.long)
        let first = try await fixture.channel.deliver(delivery)
        fixture.clock.advance(by: .seconds(600))
        var again = delivery
        again.attempt = 2
        again.deadline = fixture.clock.now + .seconds(60)
        #expect(try await fixture.channel.deliver(again) == first)
        let bodies = fixture.http.requests.filter { $0.url.hasSuffix("putRecord") }
            .map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.count == 6)
        #expect(Array(bodies.prefix(3)) == Array(bodies.suffix(3)))
        #expect(Set(bodies).count == 3)
    }

    @Test func `each post of a chain names the first and the one before`() async throws {
        let fixture = try BlueskyFixture()
        _ = try await fixture.deliver(BlueskyFixture.long)
        let writes = try fixture.writes
        let uris = writes.map { "at://did:plc:abc/app.bsky.feed.post/\($0.rkey)" }
        #expect(writes[0].record.reply == nil)
        #expect(writes[1].record.reply?.root.uri == uris[0])
        #expect(writes[2].record.reply?.root.uri == uris[0])
        #expect(writes[2].record.reply?.parent.uri == uris[1])
        #expect(writes.map(\.rkey) == writes.map(\.rkey).sorted())
    }

    @Test func `an update replies to the incident's first post`() async throws {
        let receipt = Receipt(id: "at://did:plc:abc/app.bsky.feed.post/3mabc#bafyreiabc")
        let fixture = try BlueskyFixture()
        _ = try await fixture.deliver(.sample(sections: []), thread: receipt)
        let reply = try #require(try fixture.writes.first?.record.reply)
        #expect(reply.root == reply.parent)
        #expect(reply.root.cid == "bafyreiabc")
        let alone = try BlueskyFixture(BlueskyFixture.settings { $0.updates = .post })
        _ = try await alone.deliver(.sample(sections: []), thread: receipt)
        #expect(try alone.writes.first?.record.reply == nil)
    }

    @Test(arguments: ["", "42", "at://did:plc:abc/app.bsky.feed.post/3m", "at://x/app.bsky.feed.post/3m#bafyreiabc"])
    func `a receipt that cannot be read means a post of its own`(_ id: String) async throws {
        let fixture = try BlueskyFixture()
        let receipt = try await fixture.deliver(.sample(sections: []), thread: Receipt(id: id))
        #expect(receipt.note == "the receipt of the first post cannot be read")
        #expect(try fixture.writes.first?.record.reply == nil)
    }

    @Test func `one login serves many attempts, and is renewed when it gets old`() async throws {
        let fixture = try BlueskyFixture()
        _ = try await fixture.deliver(.sample(sections: []))
        _ = try await fixture.deliver(.sample(sections: []))
        fixture.clock.advance(by: .seconds(3_700))
        _ = try await fixture.deliver(.sample(sections: []))
        #expect(fixture.calls == ["createSession", "putRecord", "putRecord", "refreshSession", "putRecord"])
        let renewal = try #require(fixture.http.requests.first { $0.url.hasSuffix("refreshSession") })
        #expect(renewal.header("authorization") == "Bearer refresh-1")
        #expect(renewal.body.isEmpty)
        #expect(fixture.http.requests.last?.header("authorization") == "Bearer access-2")
    }

    @Test(arguments: [400, 401])
    func `a token that has expired is renewed at once, and one that cannot be is fetched anew`(
        _ status: Int
    ) async throws {
        let server = DataServer(["putRecord": [(status, "ExpiredToken")], "refreshSession": [(status, "ExpiredToken")]])
        let fixture = try BlueskyFixture(http: server.client)
        _ = try await fixture.deliver(.sample(sections: []))
        #expect(fixture.calls == ["createSession", "putRecord", "refreshSession", "createSession", "putRecord"])
    }

    @Test func `a token that is refused twice is not tried for ever`() async throws {
        let server = DataServer(["putRecord": [(400, "ExpiredToken"), (400, "ExpiredToken")]])
        let fixture = try BlueskyFixture(http: server.client)
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(.sample(sections: [])) }
        #expect(fault?.code == .authenticationRejected)
        #expect(fixture.calls.count { $0 == "putRecord" } == 2)
    }

    @Test func `a chain stops at the first failure and is simply tried again`() async throws {
        let server = DataServer(["putRecord": [(500, "InternalServerError")]])
        let fixture = try BlueskyFixture(http: server.client)
        let early = await #expect(throws: Fault.self) { try await fixture.deliver(BlueskyFixture.long) }
        #expect(early?.context["posts_accepted"] == nil)
        #expect(try await fixture.deliver(BlueskyFixture.long).note == "3 posts")
        #expect(fixture.calls.count { $0 == "putRecord" } == 4)
    }

    @Test func `keys are TIDs that differ between posts and deliveries`() throws {
        let fixture = try BlueskyFixture()
        var keys: Set<String> = []
        for id in Int64(1)...3_000 {
            for number in 0..<5 {
                let key = RecordKey(try sample(fixture, id), number: number).text
                #expect(key.utf8.count == 13)
                keys.insert(key)
            }
        }
        #expect(keys.count == 15_000)
        #expect(keys.allSatisfy { $0.allSatisfy("234567abcdefghijklmnopqrstuvwxyz".contains) })
    }

    @Test func `a check logs in and asks whose the session is`() async throws {
        let fixture = try BlueskyFixture()
        #expect(await fixture.channel.check().isEmpty)
        #expect(fixture.calls == ["createSession", "getSession"])
        let refused = try BlueskyFixture(http: DataServer(["createSession": [(401, "AuthenticationRequired")]]).client)
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }

    private func sample(_ fixture: BlueskyFixture, _ id: Int64) throws -> Delivery {
        .sample(id: id, acceptedAt: fixture.clock.now)
    }
}
