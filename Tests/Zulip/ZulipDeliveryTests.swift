// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Zulip

@Suite struct ZulipDeliveryTests {
    private static let first = "77:The first topic"

    @Test func `an incident's first message opens its topic`() async throws {
        let fixture = try ZulipFixture()
        #expect(try await fixture.deliver() == Receipt(id: "8421:" + ZulipFixture.topic))
        let request = try #require(fixture.http.requests.first)
        #expect(request.call == "POST messages")
        // belfry-bot@market.zulipchat.com:canaryKeyOfTheBot
        #expect(
            request.header("authorization")
                == "Basic YmVsZnJ5LWJvdEBtYXJrZXQuenVsaXBjaGF0LmNvbTpjYW5hcnlLZXlPZlRoZUJvdA=="
        )
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        let form = request.form
        #expect(form["type"] == "stream" && form["to"] == "incidents" && form["topic"] == ZulipFixture.topic)
        #expect(form["content"]?.hasPrefix("🟠 **Checkout is failing for some buyers**\n") == true)
    }

    @Test func `later updates take the topic from the first one's receipt, whatever the title is by then`() async throws
    {
        let fixture = try ZulipFixture()
        let receipt = try await fixture.deliver(.sample(title: "Corrected"), thread: Self.first)
        #expect(fixture.http.requests.first?.form["topic"] == "The first topic")
        #expect(receipt.id == "8421:The first topic")
    }

    @Test func `a topic in the address is for everything`() async throws {
        for updates in UpdateMode.allCases {
            let fixture = try ZulipFixture(updates: updates)
            _ = try await fixture.deliver(to: "incidents>status")
            #expect(fixture.http.requests.first?.form["topic"] == "status")
            #expect(fixture.http.requests.first?.form["to"] == "incidents")
        }
    }

    @Test func `messages of their own and notices go into the channel's topic`() async throws {
        var notice = Message.sample()
        notice.facts.incident = nil
        for (updates, message) in [(UpdateMode.post, Message.sample()), (.thread, notice)] {
            let fixture = try ZulipFixture(updates: updates)
            _ = try await fixture.deliver(message)
            #expect(fixture.http.requests.first?.form["topic"] == "Status")
        }
    }

    @Test func `a person is written to directly`() async throws {
        let fixture = try ZulipFixture()
        #expect(try await fixture.deliver(to: "dm:ada@example.com") == Receipt(id: "8421:"))
        let form = try #require(fixture.http.requests.first).form
        #expect(form["type"] == "direct" && form["to"] == #"["ada@example.com"]"# && form["topic"] == nil)
    }

    @Test func `a long title leaves room for what tells two incidents apart`() async throws {
        let fixture = try ZulipFixture()
        _ = try await fixture.deliver(.sample(title: String(repeating: "Störung 👩‍👩‍👧‍👦 ", count: 20), isDrill: true))
        let topic = try #require(fixture.http.requests.first?.form["topic"])
        #expect(topic.unicodeScalars.count <= 60)
        #expect(topic.hasPrefix("[EXERCISE] Störung") && topic.hasSuffix("… (1Q4W6Y8R)"))
    }

    @Test(arguments: UpdateMode.allCases)
    func `a receipt that cannot be read leads to a new message and a note`(_ updates: UpdateMode) async throws {
        for receipt in ["", "77", "x:topic", "0:topic", "77:a\nb", "77: "] {
            let fixture = try ZulipFixture(updates: updates)
            let answer = try await fixture.deliver(thread: receipt)
            #expect(fixture.http.requests.map(\.call) == ["POST messages"])
            #expect(answer.note == "the receipt of the first message cannot be read")
        }
    }

    @Test func `an update edits the first message in place`() async throws {
        let fixture = try ZulipFixture(updates: .edit)
        #expect(try await fixture.deliver(thread: Self.first) == Receipt(id: Self.first, note: "edited in place"))
        #expect(fixture.http.requests.map(\.call) == ["PATCH messages/77"])
        #expect(fixture.http.requests.first?.form.keys.sorted() == ["content"])
    }

    @Test func `the resolution edits the first message and is announced in its topic`() async throws {
        let fixture = try ZulipFixture(updates: .edit)
        let receipt = try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        #expect(fixture.http.requests.map(\.call) == ["PATCH messages/77", "POST messages"])
        #expect(fixture.http.requests.last?.form["topic"] == "The first topic")
        #expect(receipt == Receipt(id: "8421:The first topic", note: "the first message is edited as well"))
    }

    @Test func `where the first message is gone or too old to edit, a new one is posted`() async throws {
        let answers = [(400, ZulipFixture.refusal("BAD_REQUEST")), (200, ZulipFixture.taken)]
        let fixture = try ZulipFixture(updates: .edit, answers)
        let receipt = try await fixture.deliver(thread: Self.first)
        #expect(fixture.http.requests.map(\.call) == ["PATCH messages/77", "POST messages"])
        #expect(receipt == Receipt(id: "8421:The first topic", note: "the first message can be edited no more"))
    }

    @Test func `an edit that fails for another reason is a failure, and nothing is announced`() async throws {
        let fixture = try ZulipFixture(updates: .edit, [(502, "bad gateway")])
        let fault = await #expect(throws: Fault.self) {
            try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        }
        #expect(fault?.code == .providerUnavailable)
        #expect(fixture.http.requests.count == 1)
    }

    @Test func `a limit that a success uses up is rested until its end`() async throws {
        let now = ManualClock().now
        let fixture = try ZulipFixture(headers: [
            HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset", "\(now.unixSeconds + 9)"),
        ])
        let rest = try #require(try await fixture.deliver().restUntil)
        #expect(rest > now && rest <= now + .seconds(9))
    }

    @Test func `the check asks who the bot is`() async throws {
        let fixture = try ZulipFixture([(200, #"{"result":"success","email":"belfry-bot@market.zulipchat.com"}"#)])
        #expect(await fixture.channel.check() == [])
        #expect(fixture.http.requests.map(\.call) == ["GET users/me"])
        let refused = try ZulipFixture([(401, ZulipFixture.refusal("INVALID_API_KEY"))])
        #expect(await refused.channel.check().map(\.rule) == [FaultCode.authenticationRejected.rawValue])
    }
}
