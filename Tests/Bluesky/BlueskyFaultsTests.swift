// SPDX-License-Identifier: Apache-2.0

import Announcement
import Bluesky
import ChannelKit
import Testing

@Suite struct BlueskyFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        (400, "ExpiredToken", FaultCode.authenticationRejected), (401, "ExpiredToken", .authenticationRejected),
        (400, "InvalidToken", .authenticationRejected), (401, "AuthenticationRequired", .authenticationRejected),
        (401, "AuthMissing", .authenticationRejected), (401, "AuthFactorTokenRequired", .authenticationRejected),
        (400, "AccountTakedown", .authenticationRejected), (400, "AccountDeactivated", .authenticationRejected),
        (400, "InvalidRequest", .contentRejected), (400, "InvalidSwap", .providerUnavailable),
        (413, "PayloadTooLarge", .payloadTooLarge), (429, "RateLimitExceeded", .rateLimited),
        (500, "InternalServerError", .providerUnavailable), (502, "UpstreamFailure", .providerUnavailable),
        (503, "", .providerUnavailable),
    ])
    func `every refusal by its name is one fault`(_ status: Int, _ name: String, _ code: FaultCode) {
        let body = "{\"error\":\"\(name)\",\"message\":\"canary\"}"
        let fault = BlueskyFaults.fault(for: HTTPResponse(status: status, body: Array(body.utf8)), now: now)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        let isKnown = BlueskyFaults.Refusal(rawValue: name) != nil
        #expect(fault?.context["provider_code"] == (isKnown ? name : nil))
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `a limit ends when the server's headers say so`() {
        let headers = [HTTPHeader("ratelimit-remaining", "0"), HTTPHeader("ratelimit-reset", "1795270500")]
        let fault = BlueskyFaults.fault(for: HTTPResponse(status: 429, headers: headers), now: now)
        #expect(fault?.retryAfter == .seconds(600))
    }

    @Test func `a login that is refused as invalid is no message's fault`() {
        let response = HTTPResponse(status: 400, body: Array("{\"error\":\"InvalidRequest\"}".utf8))
        #expect(BlueskyFaults.fault(for: response, isLogin: true, now: now)?.code == .authenticationRejected)
        #expect(BlueskyFaults.fault(for: response, now: now)?.code == .contentRejected)
    }
}
