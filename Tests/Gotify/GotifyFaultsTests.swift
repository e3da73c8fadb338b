// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Gotify
import Testing

@Suite struct GotifyFaultsTests {
    private func fault(_ status: Int, hasOwnToken: Bool = false, _ headers: [HTTPHeader] = []) -> Fault? {
        let body = #"{"error":"canary","errorCode":\#(status),"errorDescription":"canary"}"#
        let response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        return GotifyFaults.fault(for: response, hasOwnToken: hasOwnToken, now: .distantPast)
    }

    @Test(arguments: [
        (400, FaultCode.contentRejected), (401, .authenticationRejected), (403, .authenticationRejected),
        (404, .senderRejected), (410, .targetGone), (413, .payloadTooLarge), (429, .rateLimited),
        (500, .providerUnavailable), (502, .providerUnavailable), (503, .providerUnavailable),
    ])
    func `every status is one fault`(_ status: Int, _ code: FaultCode) {
        let fault = fault(status)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [401, 403])
    func `a destination's own token that is refused stops no other`(_ status: Int) {
        #expect(fault(status, hasOwnToken: true)?.code == .recipientRejected)
    }

    @Test func `a Retry-After is passed on, and 200 is no fault`() {
        #expect(fault(429, [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
        #expect(fault(200) == nil)
    }
}
