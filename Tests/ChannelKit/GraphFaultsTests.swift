// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing

@Suite struct GraphFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private func refusal(_ number: Int) -> HTTPResponse {
        let body = #"{"error":{"message":"canary","type":"OAuthException","code":\#(number),"fbtrace_id":"a"}}"#
        return HTTPResponse(status: 400, body: Array(body.utf8))
    }

    @Test(arguments: [
        (1, FaultCode.providerUnavailable), (2, .providerUnavailable), (4, .rateLimited), (17, .rateLimited),
        (32, .rateLimited), (341, .rateLimited), (613, .rateLimited), (80_001, .rateLimited), (80_014, .rateLimited),
        (102, .authenticationRejected), (190, .authenticationRejected), (3, .authenticationRejected),
        (10, .authenticationRejected), (200, .authenticationRejected), (299, .authenticationRejected),
        (100, .contentRejected), (368, .rateLimited), (506, .contentRejected), (99_999, .contentRejected),
    ])
    func `every refusal by its number is one fault`(_ number: Int, _ code: FaultCode) {
        let fault = GraphFaults.fault(for: refusal(number), now: now)
        #expect(fault?.code == code)
        #expect(fault?.context == ["http_status": "400", "provider_code": "\(number)"])
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `what is said to pass is tried again, and without a number the status counts`() {
        let body = "{\"error\":{\"code\":100,\"is_transient\":true}}"
        let passing = HTTPResponse(status: 400, body: Array(body.utf8))
        #expect(GraphFaults.fault(for: passing, now: now)?.code == .providerUnavailable)
        #expect(GraphFaults.fault(for: HTTPResponse(status: 502), now: now)?.code == .providerUnavailable)
        #expect(GraphFaults.fault(for: HTTPResponse(status: 404), now: now)?.code == .targetUnknown)
        #expect(GraphFaults.fault(for: HTTPResponse(status: 200), now: now) == nil)
    }

    @Test func `a limit is lifted when the service's own header says so`() {
        var response = refusal(80_001)
        let usage = "{\"1\":[{\"type\":\"pages\",\"estimated_time_to_regain_access\":7}]}"
        response.headers = [HTTPHeader("x-business-use-case-usage", usage)]
        #expect(GraphFaults.fault(for: response, now: now)?.retryAfter == .seconds(420))
        #expect(GraphFaults.fault(for: refusal(368), now: now)?.retryAfter == .seconds(86_400))
    }
}
