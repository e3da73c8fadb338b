// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import X

@Suite struct XChannelTests {
    @Test func `a message is a signed post on a fresh connection`() async throws {
        let fixture = try XFixture()
        #expect(try await fixture.deliver() == Receipt(id: "101"))
        let request = try #require(fixture.http.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://api.x.com/2/tweets")
        #expect(request.usesFreshConnection)
        #expect(request.header("authorization")?.hasPrefix("OAuth oauth_consumer_key=\"canary-consumer-key\"") == true)
        #expect(request.header("authorization")?.contains("oauth_timestamp=\"1795269900\"") == true)
        #expect(try fixture.sent.first?.reply == nil)
    }

    @Test func `the posts of a chain reply to one another, each signed anew`() async throws {
        let fixture = try XFixture()
        #expect(try await fixture.deliver(XFixture.long) == Receipt(id: "101", note: "3 posts"))
        #expect(try fixture.sent.map { $0.reply?.in_reply_to_tweet_id } == [nil, "101", "102"])
        #expect(Set(fixture.http.requests.map { $0.header("authorization") }).count == 3)
    }

    @Test(arguments: [(503, "DLV-005"), (429, "DLV-429"), (403, "DLV-401"), (400, "DLV-422")])
    func `a chain that breaks off is held for a person`(_ status: Int, _ cause: String) async throws {
        let fixture = try XFixture(http: .posting([.taken, .refusing(status)]))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(XFixture.long) }
        #expect(fault?.code == .outcomeUnknown)
        #expect(fault?.context["posts_accepted"] == "1")
        #expect(fault?.context["cause"] == cause)
        #expect(fixture.http.requests.count == 2)
        #expect(XChannel.manifest.unknownPolicy == .hold)
    }

    @Test func `a first post that fails is an ordinary failure`() async throws {
        let fixture = try XFixture(http: .posting([.refusing(503)]))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(XFixture.long) }
        #expect(fault?.code == .providerUnavailable)
        #expect(fixture.http.requests.count == 1)
    }

    @Test func `an update replies to the incident's first post, or stands alone where it is gone`() async throws {
        let fixture = try XFixture()
        _ = try await fixture.deliver(thread: Receipt(id: "42"))
        #expect(try fixture.sent.first?.reply?.in_reply_to_tweet_id == "42")
        let gone = try XFixture(
            http: .posting([.refusing(403, "You attempted to reply to a Post that is deleted or not visible to you.")])
        )
        let receipt = try await gone.deliver(thread: Receipt(id: "42"))
        #expect(receipt == Receipt(id: "101", note: "the first post is gone"))
        #expect(try gone.sent.map { $0.reply?.in_reply_to_tweet_id } == ["42", nil])
        let unreadable = try XFixture()
        #expect(
            try await unreadable.deliver(thread: Receipt(id: "x")).note
                == "the receipt of the first post cannot be read"
        )
        let alone = try XFixture(XFixture.settings { $0.updates = .post })
        _ = try await alone.deliver(thread: Receipt(id: "42"))
        #expect(try alone.sent.first?.reply == nil)
    }

    @Test func `a part that an earlier update had word for word gets another number`() async throws {
        let duplicate = HTTPResponse.refusing(403, "You are not allowed to create a Tweet with duplicate content.")
        let fixture = try XFixture(http: .posting([.taken, duplicate, duplicate, .taken]))
        #expect(try await fixture.deliver(XFixture.long) == Receipt(id: "101", note: "3 posts"))
        let sent = try fixture.sent
        #expect(sent.map { String($0.text.prefix { $0 != " " }) } == ["(1/3)", "(2/3)", "«2/3»", "2/3:", "(3/3)"])
        #expect(Set(sent[1...3].map { $0.text.drop { $0 != " " } }).count == 1)
        #expect(sent.map { $0.reply?.in_reply_to_tweet_id } == [nil, "101", "101", "101", "102"])
        #expect(Set(fixture.http.requests.map { $0.header("authorization") }).count == 5)
        let stubborn = try XFixture(http: .posting([.taken] + Array(repeating: duplicate, count: 9)))
        let fault = await #expect(throws: Fault.self) { try await stubborn.deliver(XFixture.long) }
        #expect(fault?.code == .outcomeUnknown)
        #expect(stubborn.http.requests.count == 6)
    }

    @Test func `a text that X has already is a success after an earlier attempt only`() async throws {
        let duplicate = HTTPResponse.refusing(403, "You are not allowed to create a Tweet with duplicate content.")
        let again = try XFixture(http: .posting([duplicate]))
        #expect(try await again.deliver(attempt: 2) == Receipt(note: "X has the post from an earlier attempt"))
        let first = try XFixture(http: .posting([duplicate]))
        let fault = await #expect(throws: Fault.self) { try await first.deliver() }
        #expect(fault?.code == .contentRejected)
        let chain = try XFixture(http: .posting([duplicate]))
        let held = await #expect(throws: Fault.self) { try await chain.deliver(XFixture.long, attempt: 2) }
        #expect(held?.code == .outcomeUnknown)
    }

    @Test func `a check asks whose the keys are`() async throws {
        let fixture = try XFixture()
        #expect(await fixture.channel.check().isEmpty)
        #expect(fixture.http.requests.map(\.url) == ["https://api.x.com/2/users/me"])
        let refused = try XFixture(http: .posting([.refusing(401)]))
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }
}
