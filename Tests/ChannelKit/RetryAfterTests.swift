// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing

@Suite struct RetryAfterTests {
    /// 2026-11-21T14:05:00Z, a Saturday.
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [
        ("120", Duration.seconds(120)), ("0", .zero), ("1.5", .milliseconds(1_500)), ("0.0001", .milliseconds(1)),
        (" 7 ", .seconds(7)), ("-5", .zero), ("86401", .seconds(86_400)), ("99999999999999999999999", .seconds(86_400)),
        ("Sat, 21 Nov 2026 14:06:00 GMT", .seconds(60)), ("Saturday, 21-Nov-26 14:06:00 GMT", .seconds(60)),
        ("Sat Nov 21 14:06:00 2026", .seconds(60)), ("Sat, 21 Nov 2026 14:04:00 GMT", .zero),
        ("Sun Nov  1 00:00:00 2026", .zero), ("Sunday, 06-Nov-94 08:49:37 GMT", .zero),
        ("Sat, 21 Nov 2030 14:06:00 GMT", .seconds(86_400)), ("Sat, 21 Nov 2026 14:06:00 +0000", .seconds(60)),
    ])
    func `a wait is read in every form it comes in`(_ value: String, _ expected: Duration) {
        #expect(RetryAfter.parse(value, now: now) == expected)
    }

    @Test(arguments: [
        "", " ", "soon", "1,5", "5s", "1.2.3", ".", "1e9", "0x10", "nan", "inf", "--1", "+",
        "Sat, 21 Nov 2026 14:06:00 CET",
        "Sat, 31 Feb 2026 14:06:00 GMT", "Sat, 21 Nov 2026 25:06:00 GMT", "Sat, 21 Foo 2026 14:06:00 GMT",
        "21 Nov 2026", "٣",
    ])
    func `what is no wait is none`(_ value: String) {
        #expect(RetryAfter.parse(value, now: now) == nil)
    }
}

@Suite struct HTTPStatusFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    @Test(arguments: [200, 201, 202, 204, 299])
    func `2xx is no fault`(_ status: Int) {
        #expect(HTTPStatusFaults.fault(for: HTTPResponse(status: status), now: now) == nil)
    }

    @Test(arguments: [
        (301, FaultCode.redirected), (307, .redirected), (400, .contentRejected), (401, .authenticationRejected),
        (402, .authenticationRejected), (403, .authenticationRejected), (404, .targetUnknown), (405, .contentRejected),
        (407, .authenticationRejected), (408, .providerUnavailable), (410, .targetGone), (413, .payloadTooLarge),
        (414, .payloadTooLarge), (415, .contentRejected), (422, .contentRejected), (425, .providerUnavailable),
        (429, .rateLimited), (431, .payloadTooLarge), (500, .providerUnavailable), (502, .providerUnavailable),
        (503, .providerUnavailable), (504, .providerUnavailable), (520, .providerUnavailable),
        (529, .providerUnavailable),
        (101, .protocolViolation), (999, .protocolViolation),
    ])
    func `every other status is a fault of its class, and says which it was`(_ status: Int, _ code: FaultCode) throws {
        let fault = try #require(HTTPStatusFaults.fault(for: HTTPResponse(status: status), now: now))
        #expect(fault.code == code)
        #expect(fault.context == ["http_status": String(status)])
    }

    @Test func `a provider's own wait is believed`() throws {
        let headers = [HTTPHeader("retry-after", "37")]
        let limited = try #require(HTTPStatusFaults.fault(for: HTTPResponse(status: 429, headers: headers), now: now))
        #expect(limited.retryAfter == .seconds(37))
        let busy = try #require(HTTPStatusFaults.fault(for: HTTPResponse(status: 503, headers: headers), now: now))
        #expect(busy.code == .rateLimited && busy.retryAfter == .seconds(37))
        let gone = try #require(HTTPStatusFaults.fault(for: HTTPResponse(status: 410, headers: headers), now: now))
        #expect(gone.retryAfter == nil)
    }

    @Test func `nothing of an answer's body is repeated`() throws {
        let response = HTTPResponse(status: 500, body: Array("the secret".utf8))
        let fault = try #require(HTTPStatusFaults.fault(for: response, now: now))
        #expect(!"\(fault) \(fault.context)".contains("secret"))
    }
}
