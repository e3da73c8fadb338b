// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Ntfy
import Testing

@Suite struct NtfyFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private func fault(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> Fault? {
        NtfyFaults.fault(for: HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), now: now)
    }

    @Test(arguments: [
        (40_001, FaultCode.contentRejected), (40_009, .targetUnknown), (40_010, .targetUnknown),
        (40_101, .authenticationRejected), (40_301, .authenticationRejected), (41_301, .payloadTooLarge),
        (41_303, .payloadTooLarge), (42_901, .rateLimited), (42_904, .senderRejected), (42_905, .rateLimited),
        (42_908, .rateLimited), (50_001, .providerUnavailable), (50_701, .providerUnavailable),
    ])
    func `every number of ntfy is one fault`(_ code: Int, _ expected: FaultCode) {
        let fault = fault(code / 100, #"{"code":\#(code),"http":\#(code / 100),"error":"canary","link":"canary"}"#)
        #expect(fault?.code == expected)
        #expect(fault?.context["provider_code"] == "\(code)")
        #expect(fault?.context["http_status"] == "\(code / 100)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test(arguments: [
        (400, FaultCode.contentRejected), (401, .authenticationRejected), (403, .authenticationRejected),
        (404, .senderRejected), (410, .targetGone), (413, .payloadTooLarge), (429, .rateLimited),
        (500, .providerUnavailable), (502, .providerUnavailable), (503, .providerUnavailable),
        (507, .providerUnavailable),
    ])
    func `without a number the status counts`(_ status: Int, _ expected: FaultCode) {
        for body in ["", "canary", #"{"code":"canary"}"#, #"{"code":20001}"#] {
            let fault = fault(status, body)
            #expect(fault?.code == expected)
            #expect(fault?.context["provider_code"] == nil)
        }
    }

    @Test func `a request comes back soon, and a day's quota later, unless ntfy says when`() {
        #expect(fault(429, #"{"code":42901}"#)?.retryAfter == .seconds(10))
        #expect(fault(429, #"{"code":42908}"#)?.retryAfter == .seconds(3_600))
        #expect(fault(429, #"{"code":42905}"#)?.retryAfter == .seconds(3_600))
        #expect(fault(429, #"{"code":42908}"#, [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
        #expect(fault(503, "", [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
        #expect(fault(200, "") == nil)
    }
}
