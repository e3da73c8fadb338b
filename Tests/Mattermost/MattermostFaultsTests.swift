// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mattermost
import Testing

@Suite struct MattermostFaultsTests {
    @Test(arguments: [
        (400, "api.context.invalid_body_param.app_error", FaultCode.contentRejected),
        (400, "model.post.is_valid.msg.app_error", .payloadTooLarge),
        (400, "model.post.is_valid.message_length.app_error", .payloadTooLarge),
        (400, "api.post.create_post.can_not_post_to_deleted.error", .targetGone),
        (400, "api.post.create_post.root_id.app_error", .contentRejected),
        (403, "api.post.create_post.town_square_read_only", .recipientRejected),
        (401, "api.context.session_expired.app_error", .authenticationRejected),
        (401, "api.context.invalid_token.error", .authenticationRejected), (401, "canary", .authenticationRejected),
        (403, "api.context.permissions.app_error", .recipientRejected), (403, "canary", .authenticationRejected),
        (404, "canary", .targetUnknown), (400, "canary", .contentRejected), (413, "canary", .payloadTooLarge),
        (429, "canary", .rateLimited), (500, "app.post.get.app_error", .providerUnavailable),
        (502, "", .providerUnavailable), (301, "", .redirected),
    ])
    func `every answer of the API has its meaning`(_ status: Int, _ id: String, _ code: FaultCode) async throws {
        let fixture = try MattermostFixture(
            updates: .post,
            http: StubHTTPClient(status: status, body: MattermostFixture.refusal(id, status))
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [
        (404, "web.incoming_webhook.channel.app_error", FaultCode.targetUnknown),
        (400, "web.incoming_webhook.channel.app_error", .targetUnknown),
        (500, "web.incoming_webhook.channel.app_error", .providerUnavailable),
        (403, "web.incoming_webhook.channel_locked.app_error", .recipientRejected),
        (403, "web.incoming_webhook.permissions.app_error", .recipientRejected),
        (400, "web.incoming_webhook.invalid.app_error", .targetGone),
        (400, "web.incoming_webhook.parse.app_error", .contentRejected),
        (400, "web.incoming_webhook.text.app_error", .contentRejected), (401, "canary", .recipientRejected),
        (403, "canary", .recipientRejected), (404, "canary", .targetUnknown), (413, "canary", .payloadTooLarge),
        (429, "canary", .rateLimited), (503, "canary", .providerUnavailable), (200, "canary", .protocolViolation),
    ])
    func `every answer of a webhook has its meaning, and none stops the channel`(
        _ status: Int,
        _ id: String,
        _ code: FaultCode
    ) async throws {
        let fixture = try MattermostFixture(
            token: nil,
            webhook: MattermostFixture.hook,
            http: StubHTTPClient(status: status, body: MattermostFixture.refusal(id, status))
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == code)
        #expect(fault?.code.faultClass != .configuration)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `webhooks that are switched off are the destination's trouble`() async throws {
        let body = MattermostFixture.refusal("web.incoming_webhook.disabled.app_error", 501)
        let fixture = try MattermostFixture(
            token: nil,
            webhook: MattermostFixture.hook,
            http: StubHTTPClient(status: 501, body: body)
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .recipientRejected)
    }

    @Test(arguments: [
        ([HTTPHeader("retry-after", "30")], Duration.seconds(30)),
        ([HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset", "7")], .seconds(7)),
    ])
    func `a limit is waited for as long as the server says`(_ headers: [HTTPHeader], _ wait: Duration) async throws {
        let refused = try MattermostFixture(http: StubHTTPClient(status: 429, headers: headers))
        let fault = await #expect(throws: Fault.self) { try await refused.deliver() }
        #expect(fault?.code == .rateLimited && fault?.retryAfter == wait)
    }

    @Test func `a success that uses the limit up says until when`() async throws {
        let headers = [HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset", "7")]
        let fixture = try MattermostFixture(
            http: StubHTTPClient(status: 201, headers: headers, body: MattermostFixture.accepted)
        )
        #expect(try await fixture.deliver().restUntil == fixture.clock.now + .seconds(7))
    }

    @Test func `a token that a destination brings stops that destination alone`() async throws {
        let fixture = try MattermostFixture(
            secrets: ["env:OWN": "owntokencanary0123456789ab"],
            http: StubHTTPClient(
                status: 401,
                body: MattermostFixture.refusal("api.context.session_expired.app_error", 401)
            )
        )
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault?.context["http_status"] == "401")
    }

    @Test(arguments: ["", "<html>", "[]", "{}"])
    func `an answer that is none of Mattermost's is no receipt`(_ body: String) async throws {
        let fixture = try MattermostFixture(http: StubHTTPClient(body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .protocolViolation)
    }

    @Test func `the token is checked without reaching anyone`() async throws {
        let well = try MattermostFixture(http: StubHTTPClient(body: #"{"id":"cccccccccccccccccccccccccc"}"#))
        #expect(await well.channel.check().isEmpty)
        #expect(well.calls == ["GET /users/me"])
        let ill = try MattermostFixture(http: StubHTTPClient(status: 401))
        #expect(await ill.channel.check().map(\.rule) == ["DLV-401"])
        let hooked = try MattermostFixture(token: nil, webhook: MattermostFixture.hook)
        #expect(await hooked.channel.check().map(\.level) == [.info])
        #expect(hooked.http.requests.isEmpty)
    }
}
