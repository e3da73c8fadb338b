// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import LinkedIn
import Testing

@Suite struct LinkedInFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        (400, FaultCode.contentRejected), (401, .authenticationRejected), (403, .authenticationRejected),
        (422, .contentRejected), (426, .authenticationRejected), (429, .rateLimited), (500, .providerUnavailable),
        (503, .providerUnavailable),
    ])
    func `every refusal of LinkedIn is one fault`(_ status: Int, _ code: FaultCode) {
        let response = HTTPResponse(status: status, body: Array("{\"message\":\"canary\"}".utf8))
        let fault = LinkedInFaults.fault(for: response, now: now)
        #expect(fault?.code == code)
        #expect(fault?.context == ["http_status": "\(status)"])
    }

    @Test func `a day's limit is lifted at midnight`() {
        // 2026-11-21T14:05:00Z: 9 hours and 55 minutes before it.
        #expect(LinkedInFaults.fault(for: HTTPResponse(status: 429), now: now)?.retryAfter == .seconds(35_700))
        let told = HTTPResponse(status: 429, headers: [HTTPHeader("retry-after", "30")])
        #expect(LinkedInFaults.fault(for: told, now: now)?.retryAfter == .seconds(30))
    }
}
