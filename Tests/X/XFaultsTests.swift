// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import X

@Suite struct XFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        (400, "Invalid Request", FaultCode.contentRejected), (401, "Unauthorized", .authenticationRejected),
        (402, "Credits are used up", .authenticationRejected),
        (403, "You are not allowed to create a Tweet with duplicate content.", .contentRejected),
        (403, "Forbidden", .authenticationRejected), (429, "Too Many Requests", .rateLimited),
        (500, "", .providerUnavailable), (503, "Over capacity", .providerUnavailable),
    ])
    func `every refusal of X is one fault`(_ status: Int, _ detail: String, _ code: FaultCode) {
        let fault = XFaults.fault(for: .refusing(status, detail + " canary"), now: now)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `a limit ends when the last of those that are used up does`() {
        let headers = [
            HTTPHeader("x-rate-limit-remaining", "0"), HTTPHeader("x-rate-limit-reset", "1795270000"),
            HTTPHeader("x-user-limit-24hour-remaining", "0"), HTTPHeader("x-user-limit-24hour-reset", "1795280000"),
            HTTPHeader("x-app-limit-24hour-remaining", "9"), HTTPHeader("x-app-limit-24hour-reset", "1795290000"),
        ]
        let fault = XFaults.fault(for: HTTPResponse(status: 429, headers: headers), now: now)
        #expect(fault?.retryAfter == .seconds(10_100))
    }
}
