// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mastodon
import Testing

@Suite struct MastodonChannelTests {
    @Test func `an incident's first message is a public post with a key`() async throws {
        let fixture = try MastodonFixture()
        let receipt = try await fixture.deliver(.sample(sections: [Section(.impact, "Nobody can pay.")]))
        let request = try #require(fixture.http.requests.first)
        #expect(fixture.http.requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.url == "https://mastodon.example/api/v1/statuses")
        #expect(request.header("authorization") == "Bearer \(MastodonFixture.token)")
        #expect(request.header("idempotency-key") == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R-1")
        #expect(try request.status.visibility == "public")
        #expect(try request.status.language == "en")
        #expect(try request.status.in_reply_to_id == nil)
        #expect(receipt == Receipt(id: "111"))
    }

    @Test func `the posts of a chain reply to one another, each with a key of its own`() async throws {
        let fixture = try MastodonFixture()
        let receipt = try await fixture.deliver(MastodonFixture.long)
        let requests = fixture.http.requests
        #expect(try requests.map { try $0.status.in_reply_to_id } == [nil, "111", "112"])
        #expect(Set(requests.map { $0.header("idempotency-key") }).count == 3)
        #expect(try requests.map { try $0.status.visibility } == ["public", "unlisted", "unlisted"])
        #expect(receipt == Receipt(id: "111", note: "3 posts"))
    }

    @Test func `a repeated attempt sends the same posts with the same keys`() async throws {
        let fixture = try MastodonFixture()
        let delivery = try fixture.delivery(MastodonFixture.long)
        let first = try await fixture.channel.deliver(delivery)
        #expect(try await fixture.channel.deliver(delivery) == first)
        let requests = fixture.http.requests
        #expect(requests.prefix(3).map(\.body) == requests.suffix(3).map(\.body))
        #expect(
            requests.prefix(3).map { $0.header("idempotency-key") }
                == requests.suffix(3).map { $0.header("idempotency-key") }
        )
    }

    @Test func `a chain stops at the first failure and is simply tried again`() async throws {
        let fixture = try MastodonFixture(http: .answering([200, 503]))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(MastodonFixture.long) }
        #expect(fault?.code == .providerUnavailable)
        #expect(fault?.context["posts_accepted"] == "1")
        #expect(fixture.http.requests.count == 2)
    }

    @Test func `an update replies to the incident's first post, seen by fewer, and the last one by all`() async throws {
        for (phase, visibility) in [(Phase.monitoring, "unlisted"), (.resolved, "public")] {
            let fixture = try MastodonFixture()
            _ = try await fixture.deliver(.sample(phase: phase), thread: Receipt(id: "42"))
            let status = try #require(fixture.http.requests.first).status
            #expect(status.in_reply_to_id == "42")
            #expect(status.visibility == visibility)
        }
    }

    @Test func `no update is seen by more people than the first post`() async throws {
        let fixture = try MastodonFixture(MastodonFixture.settings { $0.visibility = .followers })
        _ = try await fixture.deliver(thread: Receipt(id: "42"))
        #expect(try fixture.http.requests.first?.status.visibility == "private")
    }

    @Test func `an update is posted anew where the first post is gone or its receipt is none`() async throws {
        let gone = try MastodonFixture(http: .answering([404]))
        let note = try await gone.deliver(.sample(sections: []), thread: Receipt(id: "42")).note
        #expect(note == "the first post is gone")
        #expect(try gone.http.requests.map { try $0.status.in_reply_to_id } == ["42", nil])
        let unreadable = try MastodonFixture()
        let other = try await unreadable.deliver(.sample(sections: []), thread: Receipt(id: "../oops")).note
        #expect(other == "the receipt of the first post cannot be read")
        #expect(try unreadable.http.requests.first?.status.in_reply_to_id == nil)
    }

    @Test func `updates that are to stand alone reply to nothing`() async throws {
        let fixture = try MastodonFixture(MastodonFixture.settings { $0.updates = .post })
        _ = try await fixture.deliver(thread: Receipt(id: "42"))
        #expect(try fixture.http.requests.first?.status.in_reply_to_id == nil)
    }

    @Test func `an edit changes the first post alone, and the resolution is announced as well`() async throws {
        let settings = MastodonFixture.settings { $0.updates = .edit }
        let fixture = try MastodonFixture(settings)
        let receipt = try await fixture.deliver(.sample(phase: .monitoring), thread: Receipt(id: "42"))
        #expect(receipt == Receipt(id: "42", note: "edited in place"))
        #expect(fixture.http.requests.map(\.method) == ["PUT"])
        #expect(fixture.http.requests.first?.url == "https://mastodon.example/api/v1/statuses/42")
        let closing = try MastodonFixture(settings)
        let last = try await closing.deliver(.sample(phase: .resolved), thread: Receipt(id: "42"))
        #expect(closing.http.requests.map(\.method) == ["PUT", "POST"])
        #expect(try closing.http.requests.last?.status.in_reply_to_id == "42")
        #expect(last.note == "the first post is edited as well")
    }

    @Test func `an edit of a post that is gone becomes a new post`() async throws {
        let fixture = try MastodonFixture(
            MastodonFixture.settings { $0.updates = .edit },
            http: .answering([404])
        )
        let receipt = try await fixture.deliver(thread: Receipt(id: "42"))
        #expect(receipt == Receipt(id: "111", note: "the first post is gone"))
        #expect(fixture.http.requests.map(\.method) == ["PUT", "POST"])
        #expect(try fixture.http.requests.last?.status.in_reply_to_id == nil)
    }

    @Test func `an answer that names no post ends a chain, but not a single post`() async throws {
        let single = try MastodonFixture(http: StubHTTPClient(status: 200, body: "{}"))
        let receipt = try await single.deliver(.sample(sections: []))
        #expect(receipt == Receipt(note: "the answer names no post"))
        let chain = try MastodonFixture(http: StubHTTPClient(status: 200, body: "{}"))
        let fault = await #expect(throws: Fault.self) { try await chain.deliver(MastodonFixture.long) }
        #expect(fault?.code == .protocolViolation)
    }

    @Test func `a check says where the instance's limits are others`() async throws {
        let body = "{\"configuration\":{\"statuses\":{\"max_characters\":300,\"characters_reserved_per_url\":23}}}"
        let fixture = try MastodonFixture(http: StubHTTPClient(status: 200, body: body))
        #expect(await fixture.channel.check().map(\.place) == ["max_characters"])
        #expect(fixture.http.requests.map(\.method) == ["GET", "GET"])
        let refused = try MastodonFixture(http: StubHTTPClient(status: 401))
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }
}
