// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import Testing

@Suite struct DiscordDeliveryTests {
    private let resolved = Message.sample(phase: .resolved)

    @Test func `a message is posted to be confirmed, and its receipt is its id`() async throws {
        let fixture = try DiscordFixture()
        let receipt = try await fixture.deliver()
        #expect(fixture.http.requests.map(\.url) == ["\(DiscordFixture.base)?wait=true"])
        #expect(fixture.http.requests.map(\.method) == ["POST"])
        #expect(receipt.id == "3300" && receipt.restUntil == nil)
        try await fixture.deliver(thread: DiscordFixture.first)
        #expect(fixture.calls == ["POST ?wait=true", "POST ?wait=true"])
    }

    @Test func `with edit the first message changes, and the end is announced besides`() async throws {
        let fixture = try DiscordFixture(updates: .edit)
        let receipt = try await fixture.deliver(thread: DiscordFixture.first)
        #expect(fixture.calls == ["PATCH /messages/3000"])
        #expect(receipt.id == "3000")
        try await fixture.deliver(resolved, thread: DiscordFixture.first)
        #expect(fixture.calls.suffix(2) == ["PATCH /messages/3000", "POST ?wait=true"])
        try await fixture.deliver(resolved, thread: DiscordFixture.firstInForum)
        #expect(
            fixture.calls.suffix(2) == ["PATCH /messages/3000?thread_id=2200", "POST ?wait=true&thread_id=2200"]
        )
    }

    @Test func `a message that is gone is posted anew, a webhook that is gone is not called again`() async throws {
        let http = DiscordFixture.answering((404, DiscordFixture.refusal(10_008)), (200, DiscordFixture.accepted))
        let fixture = try DiscordFixture(updates: .edit, http: http)
        let receipt = try await fixture.deliver(thread: DiscordFixture.first)
        #expect(fixture.calls == ["PATCH /messages/3000", "POST ?wait=true"])
        #expect(receipt.id == "3300" && receipt.note?.hasPrefix("posted anew") == true)
        let gone = try DiscordFixture(
            updates: .edit,
            http: StubHTTPClient(status: 404, body: DiscordFixture.refusal(10_015))
        )
        let fault = await #expect(throws: Fault.self) { try await gone.deliver(thread: DiscordFixture.first) }
        #expect(fault?.code == .targetGone)
        #expect(gone.calls == ["PATCH /messages/3000"])
    }

    @Test func `in a forum the first message opens a thread, and later ones go there`() async throws {
        let fixture = try DiscordFixture(updates: .thread)
        let receipt = try await fixture.deliver()
        #expect(receipt.id == "2200/3300")
        #expect(try fixture.bodies.first?.thread_name == "Checkout is failing for some buyers")
        try await fixture.deliver(thread: receipt)
        #expect(fixture.calls == ["POST ?wait=true", "POST ?wait=true&thread_id=2200"])
        #expect(try fixture.bodies.last?.thread_name == nil)
    }

    @Test func `a channel that is no forum, or is one, gets what it takes`() async throws {
        let flat = DiscordFixture.answering((400, DiscordFixture.refusal(220_003)), (200, DiscordFixture.accepted))
        let threading = try DiscordFixture(updates: .thread, http: flat)
        #expect(try await threading.deliver().id == "3300")
        #expect(try threading.bodies.map { $0.thread_name != nil } == [true, false])
        let forum = DiscordFixture.answering((400, DiscordFixture.refusal(220_001)), (200, DiscordFixture.accepted))
        let posting = try DiscordFixture(http: forum)
        #expect(try await posting.deliver().id == "2200/3300")
        #expect(try posting.bodies.map { $0.thread_name != nil } == [false, true])
    }

    @Test(arguments: [10_003, 10_008, 160_005])
    func `a thread that takes nothing is left`(_ code: Int) async throws {
        let http = DiscordFixture.answering((400, DiscordFixture.refusal(code)), (200, DiscordFixture.accepted))
        let fixture = try DiscordFixture(updates: .thread, http: http)
        try await fixture.deliver(thread: DiscordFixture.firstInForum)
        #expect(fixture.calls == ["POST ?wait=true&thread_id=2200", "POST ?wait=true"])
        let named = DiscordFixture.answering((400, DiscordFixture.refusal(code)), (200, DiscordFixture.accepted))
        let hooked = try DiscordFixture(webhook: "\(DiscordFixture.hook)?thread_id=77", http: named)
        try await hooked.deliver()
        #expect(hooked.calls == ["POST ?wait=true&thread_id=77", "POST ?wait=true"])
    }

    @Test(arguments: [nil, "", "x", "1/2/3", "1/", "/1", "1 2", "-1", "1/../2", "123456789012345678901"])
    func `a receipt that cannot be read means a new message`(_ id: String?) async throws {
        for updates in [UpdateMode.thread, .edit] {
            let fixture = try DiscordFixture(updates: updates)
            let receipt = try await fixture.deliver(thread: Receipt(id: id))
            #expect(fixture.calls == ["POST ?wait=true"])
            #expect(receipt.note?.contains("not known") == true)
        }
    }

    @Test func `a destination's own webhook goes before the channel's, in every form that Discord gives`() async throws
    {
        let urls = [
            "https://discord.com/api/webhooks/9/own\n", "https://discord.com/api/v9/webhooks/9/own",
            "https://discordapp.com/api/webhooks/9/own",
            "https://discord.com/api/webhooks/9/own?thread_id=77&wait=false",
        ]
        var seen: [String] = []
        for url in urls {
            let fixture = try DiscordFixture(secrets: ["env:OWN": url])
            _ = try await fixture.channel.deliver(try fixture.delivery(secret: "env:OWN"))
            seen += fixture.http.requests.map(\.url)
        }
        let root = "https://discord.com/api"
        #expect(
            seen == [
                "\(root)/v10/webhooks/9/own?wait=true", "\(root)/v9/webhooks/9/own?wait=true",
                "\(root)/v10/webhooks/9/own?wait=true", "\(root)/v10/webhooks/9/own?wait=true&thread_id=77",
            ]
        )
    }

    @Test(arguments: [
        [:], ["env:OWN": "canary"], ["env:OWN": "http://discord.com/api/webhooks/1/canary"],
        ["env:OWN": "https://discord.com/api/canary"], ["env:OWN": "https://discord.com/api/webhooks/x/canary"],
        ["env:OWN": "https://discord.com/api/webhooks/1/canary?thread_id=x"],
    ])
    func `a secret that is no webhook is that destination's fault alone`(_ secrets: [String: String]) async throws {
        let fixture = try DiscordFixture(secrets: secrets)
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `an attempt ends by its deadline`() async throws {
        let fixture = try DiscordFixture()
        var delivery = try fixture.delivery()
        delivery.deadline = fixture.clock.now
        let late = delivery
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(late) }
        #expect(fault?.code == .timedOut)
    }
}
