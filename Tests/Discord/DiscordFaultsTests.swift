// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import Testing

@Suite struct DiscordFaultsTests {
    private func fault(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) async throws -> Fault? {
        let fixture = try DiscordFixture(http: StubHTTPClient(status: status, headers: headers, body: body))
        return await #expect(throws: Fault.self) { try await fixture.deliver() }
    }

    @Test(arguments: [
        (404, 10_015, FaultCode.targetGone), (401, 50_027, .targetGone), (404, 0, .targetUnknown),
        (401, 0, .recipientRejected), (403, 0, .recipientRejected), (403, 50_013, .recipientRejected),
        (403, 50_001, .recipientRejected), (400, 50_035, .contentRejected), (400, 50_006, .contentRejected),
        (400, 10_003, .targetUnknown), (400, 10_008, .targetUnknown), (400, 160_005, .recipientRejected),
        (400, 220_003, .recipientRejected), (400, 220_004, .recipientRejected), (400, 0, .contentRejected),
        (400, 99_999, .contentRejected), (413, 0, .payloadTooLarge), (413, 40_005, .payloadTooLarge),
        (429, 0, .rateLimited), (429, 40_062, .rateLimited), (500, 0, .providerUnavailable),
        (502, 50_035, .providerUnavailable), (408, 0, .providerUnavailable), (301, 0, .redirected),
    ])
    func `every answer has its meaning, and none stops the channel`(
        _ status: Int,
        _ number: Int,
        _ code: FaultCode
    ) async throws {
        let fault = try await fault(status, number > 0 ? DiscordFixture.refusal(number) : "<html>canary</html>")
        #expect(fault?.code == code)
        #expect(fault?.code.faultClass != .configuration)
        #expect(fault?.context["http_status"] == "\(status)")
        if status != 502 {
            #expect(fault?.context["provider_code"] == (DiscordFaults.codes[number] == nil ? nil : "\(number)"))
        }
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [
        (#"{"message":"canary","retry_after":1.337,"global":false}"#, [], Duration.milliseconds(1_337)),
        (#"{"retry_after":0.64}"#, [HTTPHeader("retry-after", "65")], .milliseconds(640)),
        ("error code: 1015", [HTTPHeader("retry-after", "65")], .seconds(65)),
        (
            "", [HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset-after", "2.5")],
            .milliseconds(2_500)
        ),
        (#"{"retry_after":1e300}"#, [], RetryAfter.longest),
    ])
    func `a limit is waited for as long as Discord says`(
        _ body: String,
        _ headers: [HTTPHeader],
        _ wait: Duration
    ) async throws {
        let fault = try await fault(429, body, headers)
        #expect(fault?.code == .rateLimited)
        #expect(fault?.retryAfter == wait)
    }

    @Test func `a success that uses the limit up says until when`() async throws {
        let headers = [HTTPHeader("x-ratelimit-remaining", "0"), HTTPHeader("x-ratelimit-reset-after", "1.5")]
        let fixture = try DiscordFixture(http: StubHTTPClient(headers: headers, body: DiscordFixture.accepted))
        #expect(try await fixture.deliver().restUntil == fixture.clock.now + .milliseconds(1_500))
    }

    @Test(arguments: ["", "<html>", "[]", "{}"])
    func `an answer that is none of Discord's is no receipt`(_ body: String) async throws {
        #expect(try await fault(200, body)?.code == .protocolViolation)
    }

    @Test func `the channel's webhook is checked without reaching anyone`() async throws {
        let well = try DiscordFixture(http: StubHTTPClient(body: #"{"id":"1100","channel_id":"2"}"#))
        #expect(await well.channel.check().isEmpty)
        #expect(well.calls == ["GET "])
        let ill = try DiscordFixture(http: StubHTTPClient(status: 404, body: DiscordFixture.refusal(10_015)))
        #expect(await ill.channel.check().map(\.rule) == ["DLV-410"])
        let none = try DiscordFixture(webhook: nil)
        #expect(await none.channel.check().map(\.level) == [.info])
    }
}
