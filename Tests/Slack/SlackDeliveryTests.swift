// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Slack
import Testing

@Suite struct SlackDeliveryTests {
    private let resolved = Message.sample(phase: .resolved)

    @Test func `an incident's first message is posted, and its receipt says where it is`() async throws {
        let fixture = try SlackFixture()
        let receipt = try await fixture.deliver()
        let request = try #require(fixture.http.requests.first)
        #expect(request.url == "https://slack.com/api/chat.postMessage")
        #expect(request.headers.contains(HTTPHeader("authorization", "Bearer \(SlackFixture.token)")))
        #expect(receipt.id == "C0123456789/1405894400.000100")
        let body = try #require(try fixture.bodies.first)
        #expect(body.channel == "C0123456789" && body.thread_ts == nil && body.reply_broadcast == nil)
    }

    @Test func `later updates hang below it, and the end is shown in the channel too`() async throws {
        let fixture = try SlackFixture()
        try await fixture.deliver(thread: SlackFixture.first)
        try await fixture.deliver(resolved, thread: SlackFixture.first)
        let bodies = try fixture.bodies
        #expect(fixture.methods == ["chat.postMessage", "chat.postMessage"])
        #expect(bodies.map(\.thread_ts) == ["1405894322.002768", "1405894322.002768"])
        #expect(bodies.map(\.reply_broadcast) == [nil, true])
    }

    @Test func `with edit the first message changes, and the end is announced besides`() async throws {
        let fixture = try SlackFixture(updates: .edit)
        let receipt = try await fixture.deliver(thread: SlackFixture.first)
        #expect(fixture.methods == ["chat.update"])
        #expect(try fixture.bodies.first?.ts == "1405894322.002768")
        #expect(receipt.id == SlackFixture.first.id)
        try await fixture.deliver(resolved, thread: SlackFixture.first)
        #expect(fixture.methods == ["chat.update", "chat.update", "chat.postMessage"])
        #expect(try fixture.bodies.last?.thread_ts == "1405894322.002768")
    }

    @Test(arguments: ["message_not_found", "cant_update_message", "edit_window_closed"])
    func `what cannot be changed any more is posted anew`(_ word: String) async throws {
        let http = SlackFixture.answering(SlackFixture.refusal(word), SlackFixture.accepted)
        let fixture = try SlackFixture(updates: .edit, http: http)
        let receipt = try await fixture.deliver(thread: SlackFixture.first)
        #expect(fixture.methods == ["chat.update", "chat.postMessage"])
        #expect(receipt.id == "C0123456789/1405894400.000100")
        #expect(receipt.note?.hasPrefix("posted anew") == true)
    }

    @Test(arguments: [
        "thread_not_found", "cannot_reply_to_message", "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
    ])
    func `a thread that takes nothing is left`(_ word: String) async throws {
        let http = SlackFixture.answering(SlackFixture.refusal(word), SlackFixture.accepted)
        let fixture = try SlackFixture(http: http)
        try await fixture.deliver(thread: SlackFixture.first)
        #expect(try fixture.bodies.map(\.thread_ts) == ["1405894322.002768", nil])
    }

    @Test func `a channel that takes threads alone gets one`() async throws {
        let http = SlackFixture.answering(
            SlackFixture.refusal("restricted_action_thread_only_channel"),
            SlackFixture.accepted
        )
        let fixture = try SlackFixture(updates: .post, http: http)
        try await fixture.deliver(thread: SlackFixture.first)
        #expect(try fixture.bodies.map(\.thread_ts) == [nil, "1405894322.002768"])
    }

    @Test(arguments: [
        nil, "", "C1", "C1/", "/1.2", "C1/1", "C1/1.2.3", "c1/1.2", "C1/1.2/3", "C1/a.b", "../x/1.2", "C1/1.2\n",
    ])
    func `a receipt that cannot be read means a new message`(_ id: String?) async throws {
        for updates in [UpdateMode.thread, .edit] {
            let fixture = try SlackFixture(updates: updates)
            let receipt = try await fixture.deliver(thread: Receipt(id: id))
            #expect(fixture.methods == ["chat.postMessage"])
            #expect(try fixture.bodies.first?.thread_ts == nil)
            #expect(receipt.note?.contains("not known") == true)
        }
    }

    @Test func `a webhook is handed the message alone, and cannot thread`() async throws {
        let fixture = try SlackFixture(token: nil, webhook: SlackFixture.hook, http: StubHTTPClient(body: "ok\n"))
        let receipt = try await fixture.deliver(thread: SlackFixture.first)
        let request = try #require(fixture.http.requests.first)
        #expect(request.url == SlackFixture.hook)
        #expect(!request.headers.contains { $0.name == "authorization" })
        let body = try #require(try fixture.bodies.first)
        #expect(body.channel == nil && body.thread_ts == nil && body.parse == nil && !body.blocks.isEmpty)
        #expect(receipt.id == nil)
    }

    @Test func `a destination's own secret goes before the channel's, as a webhook or a token`() async throws {
        let secrets = ["env:HOOK": "\(SlackFixture.hook)\n", "env:TOKEN": "xoxb-own"]
        let hooked = try SlackFixture(secrets: secrets, http: StubHTTPClient(body: "ok"))
        _ = try await hooked.channel.deliver(try hooked.delivery(secret: "env:HOOK"))
        #expect(hooked.http.requests.map(\.url) == [SlackFixture.hook])
        let own = try SlackFixture(secrets: secrets)
        _ = try await own.channel.deliver(try own.delivery(secret: "env:TOKEN"))
        #expect(own.http.requests.first?.headers.contains(HTTPHeader("authorization", "Bearer xoxb-own")) == true)
    }

    @Test(arguments: [[:], ["env:OWN": "canary"], ["env:OWN": "http://hooks.slack.com/canary"], ["env:OWN": ""]])
    func `a secret that opens nothing is that destination's fault alone`(_ secrets: [String: String]) async throws {
        let fixture = try SlackFixture(secrets: secrets)
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `an attempt ends by its deadline`() async throws {
        let fixture = try SlackFixture()
        var delivery = try fixture.delivery()
        delivery.deadline = fixture.clock.now + .seconds(3)
        _ = try await fixture.channel.deliver(delivery)
        #expect(fixture.http.requests.map(\.timeout) == [.seconds(3)])
        delivery.deadline = fixture.clock.now
        let late = delivery
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(late) }
        #expect(fault?.code == .timedOut)
    }
}
