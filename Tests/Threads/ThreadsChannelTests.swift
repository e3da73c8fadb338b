// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Threads

@Suite struct ThreadsChannelTests {
    @Test func `a post is written and then published once, and the token is in no URL`() async throws {
        let fixture = try ThreadsFixture()
        #expect(try await fixture.deliver(ThreadsFixture.short) == Receipt(id: "102"))
        let requests = fixture.http.requests
        let base = "https://graph.threads.net/v1.0/17841400000000000"
        #expect(requests.map(\.url) == ["\(base)/threads", "\(base)/threads_publish"])
        #expect(requests[0].form["media_type"] == "TEXT")
        #expect(requests[0].form["access_token"] == ThreadsFixture.token)
        #expect(requests[0].form["reply_to_id"] == nil)
        #expect(requests[1].form["creation_id"] == "101")
        #expect(requests.allSatisfy { $0.usesFreshConnection })
    }

    @Test func `the posts of a chain reply to one another`() async throws {
        let fixture = try ThreadsFixture()
        let receipt = try await fixture.deliver(ThreadsFixture.long)
        #expect(receipt == Receipt(id: "102", note: "3 posts"))
        let written = fixture.http.requests.filter { $0.url.hasSuffix("/threads") }
        #expect(written.map { $0.form["reply_to_id"] } == [nil, "102", "104"])
    }

    @Test(arguments: [(3, [0, 0, 2]), (4, [0, 0, 0, 190])])
    func `a chain that breaks off is held for a person`(_ requests: Int, _ errors: [Int]) async throws {
        let fixture = try ThreadsFixture(http: .numbering(errors))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(ThreadsFixture.long) }
        #expect(fault?.code == .outcomeUnknown)
        #expect(fault?.context["posts_accepted"] == "1")
        #expect(fixture.http.requests.count == requests)
        #expect(ThreadsChannel.manifest.unknownPolicy == .hold)
    }

    @Test func `a first post that fails is an ordinary failure`() async throws {
        let fixture = try ThreadsFixture(http: .numbering([0, 2]))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(ThreadsFixture.long) }
        #expect(fault?.code == .providerUnavailable)
    }

    @Test func `what is not found yet is asked for again, and then fails for now`() async throws {
        let patient = try ThreadsFixture(http: .numbering([0, 24, 24, 24]))
        #expect(try await patient.deliver(ThreadsFixture.short) == Receipt(id: "102"))
        #expect(patient.http.requests.dropFirst().allSatisfy { $0.form["creation_id"] == "101" })
        let fixture = try ThreadsFixture(http: .numbering([0, 24, 24, 24, 24]))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver(ThreadsFixture.short) }
        #expect(fault?.code == .providerUnavailable)
        #expect(fixture.http.requests.count == 5)
    }

    @Test(arguments: [[100], [24, 24, 24, 24]])
    func `an update to a post that is gone is a post of its own`(_ errors: [Int]) async throws {
        let fixture = try ThreadsFixture(http: .numbering(errors))
        let receipt = try await fixture.deliver(ThreadsFixture.short, thread: Receipt(id: "42"))
        #expect(receipt == Receipt(id: "102", note: "the first post is gone"))
        #expect(fixture.http.requests[errors.count].form["reply_to_id"] == nil)
    }

    @Test func `no post has more than five addresses`() async throws {
        let links = (1...9).map { "[page](https://a.com/\($0)) and www.b\($0).com" }.joined(separator: ", ")
        let message = Message.sample(sections: [Section(.whatHappened, links)])
        let rendering = try ThreadsFixture().delivery(message).rendering
        #expect(rendering.findings.contains { $0.rule == "link_dropped" })
        for post in rendering.parts.map(\.text) {
            let words = post.split { " ()\n,".contains($0) }
            #expect(Set(words.filter { $0.hasPrefix("http") || $0.hasPrefix("www.") }).count <= 5)
        }
        let few = try ThreadsFixture().delivery(.sample()).rendering
        #expect(few.parts.map(\.text).joined().contains("https://help.market.example/payments"))
    }

    @Test func `an update replies to the incident's first post where it is to and can`() async throws {
        let fixture = try ThreadsFixture()
        _ = try await fixture.deliver(ThreadsFixture.short, thread: Receipt(id: "42"))
        #expect(fixture.http.requests.first?.form["reply_to_id"] == "42")
        let unreadable = try ThreadsFixture()
        let receipt = try await unreadable.deliver(ThreadsFixture.short, thread: Receipt(id: "?"))
        #expect(receipt.note == "the receipt of the first post cannot be read")
        let alone = try ThreadsFixture(ThreadsFixture.settings { $0.updates = .post })
        _ = try await alone.deliver(ThreadsFixture.short, thread: Receipt(id: "42"))
        #expect(alone.http.requests.first?.form["reply_to_id"] == nil)
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `every post of a hostile message is within the limit and mentions nobody`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        for most in [1, 5] {
            let fixture = try ThreadsFixture(ThreadsFixture.settings { $0.maxPosts = most })
            let posts = try fixture.delivery(message).rendering.parts.map(\.text)
            #expect((1...most).contains(posts.count))
            for post in posts {
                #expect(post.utf16.count <= 500)
                #expect(ThreadsLength.limit.holds(post))
                #expect(!mentionsSomebody(post), "\(name)")
            }
        }
    }

    @Test func `a check reaches nobody`() async throws {
        let fixture = try ThreadsFixture()
        #expect(await fixture.channel.check().isEmpty)
        #expect(fixture.http.requests.map(\.method) == ["GET"])
        #expect(fixture.http.requests.first?.url.contains("canary") == false)
        let refused = try ThreadsFixture(http: .numbering([190]))
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }

    private func mentionsSomebody(_ post: String) -> Bool {
        let scalars = Array(post.unicodeScalars)
        return scalars.indices.contains { place in
            guard scalars[place] == "@", place + 1 < scalars.count else { return false }
            let next = scalars[place + 1]
            let isName = next.properties.isAlphabetic || "0"..."9" ~= next || next == "_" || next == "["
            guard isName, place > 0 else { return isName }
            return !scalars[place - 1].properties.isAlphabetic && !("0"..."9" ~= scalars[place - 1])
        }
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(
            try ThreadsFixture().delivery(.plannedSample(locale: locale)).rendering.parts.map(\.text).joined()
                .contains(time)
        )
        #expect(
            try !ThreadsFixture().delivery(.plannedSample(.completed, locale: locale)).rendering.parts.map(\.text)
                .joined().contains(time)
        )
    }
}
