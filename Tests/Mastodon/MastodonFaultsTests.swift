// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Mastodon
import Testing

@Suite struct MastodonFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        (401, FaultCode.authenticationRejected), (403, .authenticationRejected), (404, .targetUnknown),
        (410, .targetGone), (413, .payloadTooLarge), (422, .contentRejected), (429, .rateLimited),
        (500, .providerUnavailable), (502, .providerUnavailable), (503, .providerUnavailable),
        (504, .providerUnavailable),
    ])
    func `every refusal of an instance is one fault`(_ status: Int, _ code: FaultCode) {
        let response = HTTPResponse(status: status, body: Array("{\"error\":\"canary\"}".utf8))
        let fault = MastodonFaults.fault(for: response, now: now)
        #expect(fault?.code == code)
        #expect(fault?.context == ["http_status": "\(status)"])
    }

    @Test func `a limit ends when the instance's headers say so`() {
        let headers = [
            HTTPHeader("x-ratelimit-limit", "300"), HTTPHeader("x-ratelimit-remaining", "0"),
            HTTPHeader("x-ratelimit-reset", "2026-11-21T14:15:00.000000Z"),
        ]
        let fault = MastodonFaults.fault(for: HTTPResponse(status: 429, headers: headers), now: now)
        #expect(fault?.retryAfter.map { (.seconds(600)...(.seconds(601))).contains($0) } == true)
    }
}
