// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mattermost
import Testing

@Suite struct MattermostDeliveryTests {
    private let resolved = Message.sample(phase: .resolved)
    private let root = "aaaaaaaaaaaaaaaaaaaaaaaaa1"

    @Test func `an incident's first message is posted, and its receipt is the post's id`() async throws {
        let fixture = try MattermostFixture()
        let receipt = try await fixture.deliver()
        #expect(fixture.calls == ["POST /posts"])
        let token = HTTPHeader("authorization", "Bearer \(MattermostFixture.token)")
        #expect(fixture.http.requests.first?.headers.contains(token) == true)
        #expect(receipt.id == "bbbbbbbbbbbbbbbbbbbbbbbbb2")
        let body = try #require(try fixture.bodies.first)
        #expect(body.channel_id == MattermostFixture.room && body.root_id == nil && body.text == nil)
    }

    @Test func `later updates hang below it`() async throws {
        let fixture = try MattermostFixture()
        try await fixture.deliver(thread: MattermostFixture.first)
        try await fixture.deliver(resolved, thread: MattermostFixture.first)
        #expect(fixture.calls == ["POST /posts", "POST /posts"])
        #expect(try fixture.bodies.map(\.root_id) == [root, root])
    }

    @Test func `with edit the first message changes, and the end is announced besides`() async throws {
        let fixture = try MattermostFixture(updates: .edit)
        let receipt = try await fixture.deliver(thread: MattermostFixture.first)
        #expect(fixture.calls == ["PUT /posts/\(root)/patch"])
        #expect(receipt.id == root)
        try await fixture.deliver(resolved, thread: MattermostFixture.first)
        #expect(fixture.calls.suffix(2) == ["PUT /posts/\(root)/patch", "POST /posts"])
        #expect(try fixture.bodies.last?.root_id == root)
    }

    @Test(arguments: [
        (404, "app.post.get.app_error"), (404, "canary"), (403, "api.context.permissions.app_error"),
        (400, "api.post.update_post.permissions_time_limit.app_error"),
        (400, "api.post.update_post.permissions_details.app_error"), (400, "api.post.update_post.find.app_error"),
    ])
    func `what cannot be changed any more is posted anew`(_ status: Int, _ id: String) async throws {
        let refusal = MattermostFixture.refusal(id, status)
        let http = MattermostFixture.answering((status, refusal), (201, MattermostFixture.accepted))
        let fixture = try MattermostFixture(updates: .edit, http: http)
        let receipt = try await fixture.deliver(thread: MattermostFixture.first)
        #expect(fixture.calls == ["PUT /posts/\(root)/patch", "POST /posts"])
        #expect(receipt.id == "bbbbbbbbbbbbbbbbbbbbbbbbb2" && receipt.note?.hasPrefix("posted anew") == true)
        #expect(try fixture.bodies.last?.root_id == nil)
    }

    @Test(arguments: [
        (400, "api.post.create_post.root_id.app_error"), (500, "api.post.create_post.channel_root_id.app_error"),
    ])
    func `a thread that is gone is left`(_ status: Int, _ id: String) async throws {
        let refusal = MattermostFixture.refusal(id, status)
        let http = MattermostFixture.answering((status, refusal), (201, MattermostFixture.accepted))
        let fixture = try MattermostFixture(http: http)
        try await fixture.deliver(thread: MattermostFixture.first)
        #expect(try fixture.bodies.map(\.root_id) == [root, nil])
    }

    @Test(arguments: [
        nil, "", "x", "aaaaaaaaaaaaaaaaaaaaaaaaA1", "../aaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaa12",
    ])
    func `a receipt that cannot be read means a new message`(_ id: String?) async throws {
        for updates in [UpdateMode.thread, .edit] {
            let fixture = try MattermostFixture(updates: updates)
            let receipt = try await fixture.deliver(thread: Receipt(id: id))
            #expect(fixture.calls == ["POST /posts"])
            #expect(try fixture.bodies.first?.root_id == nil)
            #expect(receipt.note?.contains("not known") == true)
        }
        let posting = try MattermostFixture(updates: .post)
        #expect(try await posting.deliver(thread: Receipt(id: id)).note == nil)
    }

    @Test func `a webhook is handed the text alone, and cannot thread`() async throws {
        let fixture = try MattermostFixture(
            token: nil,
            webhook: MattermostFixture.hook,
            http: StubHTTPClient(body: "ok")
        )
        let receipt = try await fixture.channel.deliver(
            try fixture.delivery(to: "#incidents", thread: MattermostFixture.first)
        )
        #expect(fixture.http.requests.map(\.url) == [MattermostFixture.hook])
        #expect(fixture.http.requests.first?.headers.contains { $0.name == "authorization" } == false)
        let body = try #require(try fixture.bodies.first)
        #expect(body.text?.isEmpty == false && body.message == nil && body.channel_id == nil && body.root_id == nil)
        #expect(receipt.id == nil)
    }

    @Test func `a destination's own secret goes before the channel's, as a webhook or a token`() async throws {
        let secrets = ["env:HOOK": "\(MattermostFixture.hook)\n", "env:TOKEN": "owntoken0123456789abcdefgh"]
        let hooked = try MattermostFixture(secrets: secrets, http: StubHTTPClient(body: "ok"))
        _ = try await hooked.channel.deliver(try hooked.delivery(to: "#x", secret: "env:HOOK"))
        #expect(hooked.http.requests.map(\.url) == [MattermostFixture.hook])
        let own = try MattermostFixture(secrets: secrets)
        _ = try await own.channel.deliver(try own.delivery(secret: "env:TOKEN"))
        let header = HTTPHeader("authorization", "Bearer owntoken0123456789abcdefgh")
        #expect(own.http.requests.first?.headers.contains(header) == true)
        let homeless = try MattermostFixture(server: nil, token: nil, secrets: secrets)
        let delivery = try homeless.delivery(secret: "env:TOKEN")
        let fault = await #expect(throws: Fault.self) { try await homeless.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
    }

    @Test(arguments: [
        [:], ["env:OWN": "canary!"], ["env:OWN": "http://chat.example.com/hooks/canary"], ["env:OWN": ""],
    ])
    func `a secret that opens nothing is that destination's fault alone`(_ secrets: [String: String]) async throws {
        let fixture = try MattermostFixture(secrets: secrets)
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `a token needs a channel's id, and an attempt ends by its deadline`() async throws {
        let fixture = try MattermostFixture()
        let destination = Destination(channel: .sample("chat"), address: "incidents")
        #expect(#expect(throws: Fault.self) { try fixture.channel.host(for: destination) }?.code == .addressInvalid)
        var delivery = try fixture.delivery()
        delivery.deadline = fixture.clock.now
        let late = delivery
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(late) }
        #expect(fault?.code == .timedOut)
    }
}
