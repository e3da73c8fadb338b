// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Slack
import Testing

@Suite struct SlackFaultsTests {
    @Test(arguments: [
        ("ratelimited", FaultCode.rateLimited), ("rate_limited", .rateLimited),
        ("service_unavailable", .providerUnavailable), ("internal_error", .providerUnavailable),
        ("fatal_error", .providerUnavailable), ("request_timeout", .providerUnavailable),
        ("team_added_to_org", .providerUnavailable), ("org_login_required", .providerUnavailable),
        ("channel_not_found", .targetUnknown), ("is_archived", .targetGone), ("not_in_channel", .recipientRejected),
        ("restricted_action", .recipientRejected), ("restricted_action_read_only_channel", .recipientRejected),
        ("restricted_action_thread_only_channel", .recipientRejected),
        ("restricted_action_non_threadable_channel", .recipientRejected),
        ("restricted_action_thread_locked", .recipientRejected), ("messages_tab_disabled", .recipientRejected),
        ("user_is_bot", .recipientRejected), ("user_is_restricted", .recipientRejected),
        ("user_is_ultra_restricted", .recipientRejected),
        ("invalid_auth", .authenticationRejected), ("not_authed", .authenticationRejected),
        ("account_inactive", .authenticationRejected), ("token_revoked", .authenticationRejected),
        ("token_expired", .authenticationRejected), ("missing_scope", .authenticationRejected),
        ("no_permission", .authenticationRejected), ("not_allowed_token_type", .authenticationRejected),
        ("team_access_not_granted", .authenticationRejected), ("ekm_access_denied", .authenticationRejected),
        ("access_denied", .authenticationRejected), ("msg_too_long", .payloadTooLarge),
        ("msg_blocks_too_long", .payloadTooLarge), ("metadata_too_large", .payloadTooLarge),
        ("no_text", .contentRejected), ("invalid_blocks", .contentRejected),
        ("invalid_blocks_format", .contentRejected), ("too_many_attachments", .contentRejected),
        ("too_many_contact_cards", .contentRejected), ("invalid_arguments", .contentRejected),
        ("invalid_json", .contentRejected), ("cannot_reply_to_message", .contentRejected),
        ("message_not_found", .contentRejected), ("an_error_of_tomorrow_canary", .protocolViolation),
    ])
    func `every error of the Web API has its meaning`(_ word: String, _ code: FaultCode) async throws {
        let fixture = try SlackFixture(http: StubHTTPClient(body: SlackFixture.refusal(word)))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "200")
        #expect(fault?.context["provider_code"] == (code == .protocolViolation ? nil : word))
        #expect(fault?.message.contains("canary") == false)
    }

    @Test(arguments: [
        (400, "invalid_payload", FaultCode.contentRejected), (400, "no_text", .contentRejected),
        (400, "too_many_attachments", .contentRejected), (400, "invalid_blocks", .contentRejected),
        (400, "user_not_found", .targetUnknown), (404, "channel_not_found", .targetUnknown),
        (410, "channel_is_archived", .targetGone), (403, "action_prohibited", .recipientRejected),
        (400, "posting_to_general_channel_denied", .recipientRejected), (403, "invalid_token", .targetGone),
        (404, "no_service", .targetGone), (404, "no_service_id", .targetGone), (404, "no_active_hooks", .targetGone),
        (404, "no_team", .targetGone), (403, "team_disabled", .targetGone), (500, "rollup_error", .providerUnavailable),
        (403, "a canary", .recipientRejected), (401, "", .recipientRejected), (429, "", .rateLimited),
        (502, "", .providerUnavailable), (200, "<html>canary</html>", .protocolViolation),
        (200, "", .protocolViolation),
    ])
    func `every answer of a webhook has its meaning`(_ status: Int, _ body: String, _ code: FaultCode) async throws {
        let fixture = try SlackFixture(
            token: nil,
            webhook: SlackFixture.hook,
            http: StubHTTPClient(status: status, body: body)
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == code)
        #expect(fault?.code.faultClass != .configuration)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [200, 429, 503])
    func `Slack's Retry-After is believed`(_ status: Int) async throws {
        let fixture = try SlackFixture(
            http: StubHTTPClient(
                status: status,
                headers: [HTTPHeader("retry-after", "30")],
                body: status == 503 ? "" : SlackFixture.refusal("ratelimited")
            )
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .rateLimited)
        #expect(fault?.retryAfter == .seconds(30))
    }

    @Test func `a token that a destination brings stops that destination alone`() async throws {
        let fixture = try SlackFixture(
            secrets: ["env:OWN": "xoxb-own-canary"],
            http: StubHTTPClient(body: SlackFixture.refusal("token_revoked"))
        )
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault?.context["provider_code"] == "token_revoked")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: ["", "<html>", "[]", #"{"ok":false}"#, #"{"ok":"yes"}"#])
    func `an answer that is none of Slack's is no receipt`(_ body: String) async throws {
        let fixture = try SlackFixture(http: StubHTTPClient(body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .protocolViolation)
    }

    @Test func `the token is checked without reaching anyone`() async throws {
        let well = try SlackFixture(http: StubHTTPClient(body: #"{"ok":true,"user_id":"U1"}"#))
        #expect(await well.channel.check().isEmpty)
        #expect(well.methods == ["auth.test"])
        let ill = try SlackFixture(http: StubHTTPClient(body: SlackFixture.refusal("invalid_auth")))
        let findings = await ill.channel.check()
        #expect(findings.map(\.rule) == ["DLV-401"] && findings.map(\.level) == [.error])
        let hooked = try SlackFixture(token: nil, webhook: SlackFixture.hook)
        #expect(await hooked.channel.check().map(\.level) == [.info])
        #expect(hooked.http.requests.isEmpty)
    }
}
