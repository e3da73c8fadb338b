// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FacebookPage
import Testing

@Suite struct FacebookPageChannelTests {
    @Test func `a message is a post on the page, and the token is in no URL`() async throws {
        let fixture = try FacebookPageFixture()
        #expect(try await fixture.deliver() == Receipt(id: "101"))
        let request = try #require(fixture.http.requests.first)
        #expect(request.url == "https://graph.facebook.com/v24.0/104000000000000/feed")
        #expect(request.form["access_token"] == FacebookPageFixture.token)
        #expect(request.form["message"] == (try fixture.delivery().rendering["message"]))
        #expect(request.form["message"]?.hasPrefix("🟠 Checkout is failing for some buyers\nMajor") == true)
        #expect(request.usesFreshConnection)
        #expect(FacebookPageChannel.manifest.unknownPolicy == .hold)
    }

    @Test func `an edit changes the first post, and the resolution is announced as well`() async throws {
        let settings = FacebookPageFixture.settings { $0.updates = .edit }
        let fixture = try FacebookPageFixture(settings)
        let edited = try await fixture.deliver(.sample(phase: .monitoring), thread: Receipt(id: "104_42"))
        #expect(edited == Receipt(id: "104_42", note: "edited in place"))
        #expect(fixture.http.requests.map(\.url) == ["https://graph.facebook.com/v24.0/104_42"])
        let closing = try FacebookPageFixture(settings)
        let last = try await closing.deliver(.sample(phase: .resolved), thread: Receipt(id: "104_42"))
        #expect(last.note == "the first post is edited as well")
        #expect(closing.http.requests.count == 2)
    }

    @Test func `an update is posted anew where the first post is gone or its receipt is none`() async throws {
        let settings = FacebookPageFixture.settings { $0.updates = .edit }
        let gone = try FacebookPageFixture(settings, http: .numbering([100]))
        #expect(
            try await gone.deliver(thread: Receipt(id: "104_42")) == Receipt(id: "101", note: "the first post is gone")
        )
        let unreadable = try FacebookPageFixture(settings)
        let receipt = try await unreadable.deliver(thread: Receipt(id: "../me"))
        #expect(receipt.note == "the receipt of the first post cannot be read")
        let alone = try FacebookPageFixture()
        _ = try await alone.deliver(thread: Receipt(id: "104_42"))
        #expect(alone.http.requests.first?.url.hasSuffix("/feed") == true)
    }

    @Test func `a text that the page has already is a success after an earlier attempt only`() async throws {
        let again = try FacebookPageFixture(http: .numbering([506]))
        let receipt = try await again.deliver(attempt: 2)
        #expect(receipt == Receipt(note: "the page has the post from an earlier attempt"))
        let first = try FacebookPageFixture(http: .numbering([506]))
        let fault = await #expect(throws: Fault.self) { try await first.deliver() }
        #expect(fault?.code == .contentRejected)
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `a hostile message is within the limit and mentions nobody`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        let text = try FacebookPageFixture().delivery(message).rendering["message"] ?? ""
        #expect(text.utf16.count <= 63_206)
        #expect(!mentionsSomebody(text))
    }

    @Test func `a check reaches nobody`() async throws {
        let fixture = try FacebookPageFixture()
        #expect(await fixture.channel.check().isEmpty)
        #expect(fixture.http.requests.map(\.method) == ["GET"])
        #expect(fixture.http.requests.first?.url.contains("canary") == false)
        let refused = try FacebookPageFixture(http: .numbering([190]))
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
            try (FacebookPageFixture().delivery(.plannedSample(locale: locale)).rendering["message"] ?? "")
                .contains(time)
        )
        #expect(
            try !(FacebookPageFixture().delivery(.plannedSample(.completed, locale: locale)).rendering["message"] ?? "")
                .contains(time)
        )
    }
}
