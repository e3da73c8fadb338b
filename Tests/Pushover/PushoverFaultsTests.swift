// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Pushover
import Testing

@Suite struct PushoverFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private func fault(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> Fault? {
        PushoverFaults.fault(for: HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), now: now)
    }

    @Test(arguments: [
        (400, "token", FaultCode.authenticationRejected), (400, "user", .targetUnknown), (400, "group", .targetUnknown),
        (400, "device", .recipientRejected), (400, "message", .contentRejected), (400, "expire", .contentRejected),
        (400, "retry", .contentRejected), (400, "canary", .contentRejected), (200, "user", .targetUnknown),
        (401, "token", .authenticationRejected),
    ])
    func `the field that is named decides`(_ status: Int, _ field: String, _ code: FaultCode) {
        let body = #"{"\#(field)":"invalid","errors":["canary"],"status":0,"request":"647d"}"#
        let fault = fault(status, body)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault?.context["provider_code"] == (field == "canary" ? nil : field))
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [
        (200, FaultCode.outcomeUnknown), (302, .redirected), (400, .contentRejected), (401, .authenticationRejected),
        (403, .authenticationRejected), (404, .senderRejected), (410, .targetGone), (413, .payloadTooLarge),
        (429, .rateLimited), (500, .providerUnavailable), (502, .providerUnavailable), (503, .providerUnavailable),
    ])
    func `without a readable body the status counts`(_ status: Int, _ code: FaultCode) {
        for body in ["", "canary", "{}", #"{"status":"canary"}"#, "[]"] {
            let fault = fault(status, body)
            #expect(fault?.code == code)
            #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        }
    }

    @Test func `a month that is used up waits for its end, a day at most`() {
        let soon = fault(429, "", [HTTPHeader("x-limit-app-reset", "1795270000")])
        #expect(soon?.retryAfter == .seconds(100))
        let late = fault(429, "", [HTTPHeader("x-limit-app-reset", "1797000000")])
        #expect(late?.retryAfter == .seconds(86_400))
        #expect(fault(429, "")?.retryAfter == .seconds(3_600))
        #expect(fault(429, "", [HTTPHeader("x-limit-app-reset", "canary")])?.retryAfter == .seconds(3_600))
        #expect(fault(429, "", [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
        #expect(fault(503, "", [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
    }

    @Test func `status 1 is no fault`() { #expect(fault(200, PushoverFixture.accepted) == nil) }
}
