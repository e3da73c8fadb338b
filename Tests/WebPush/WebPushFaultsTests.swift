// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import WebPush

@Suite struct WebPushFaultsTests {
    private func answer(_ status: Int, _ headers: [HTTPHeader] = [], _ body: String = "canary") async throws -> Receipt
    {
        let fixture = try WebPushFixture(http: StubHTTPClient(status: status, headers: headers, body: body))
        return try await fixture.channel.deliver(try fixture.delivery())
    }

    @Test(arguments: [200, 201, 202])
    func `any 2xx is a receipt`(_ status: Int) async throws {
        let receipt = try await answer(status, [HTTPHeader("location", "https://push.example.net/m/canary")])
        #expect(receipt.id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(receipt.note == "HTTP \(status)")
    }

    @Test(arguments: [
        (301, "", FaultCode.redirected), (307, "", .redirected), (400, "", .contentRejected),
        (400, "BadTtl", .contentRejected), (400, "VapidPkHashMismatch", .recipientRejected),
        (401, "", .authenticationRejected), (403, "", .recipientRejected),
        (403, "VapidPkHashMismatch", .recipientRejected), (403, "BadJwtToken", .authenticationRejected),
        (403, "BadAuthorizationHeader", .authenticationRejected), (404, "", .targetGone), (410, "", .targetGone),
        (413, "PayloadTooLarge", .payloadTooLarge), (429, "", .rateLimited), (500, "", .providerUnavailable),
        (502, "", .providerUnavailable), (503, "", .providerUnavailable), (504, "", .providerUnavailable),
    ])
    func `every other answer is one fault`(_ status: Int, _ reason: String, _ code: FaultCode) async throws {
        let body = reason.isEmpty ? "canary" : "{\"reason\":\"\(reason)\"}"
        let fault = await #expect(throws: Fault.self) { try await answer(status, [], body) }
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault?.context["provider_code"] == (reason.isEmpty ? nil : reason))
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `words that the push service made up are not repeated`() async throws {
        let fault = await #expect(throws: Fault.self) { try await answer(403, [], #"{"reason":"canary"}"#) }
        #expect(fault?.context["provider_code"] == nil)
    }

    @Test(arguments: [429, 503])
    func `a push service's Retry-After is passed on`(_ status: Int) async throws {
        let fault = await #expect(throws: Fault.self) { try await answer(status, [HTTPHeader("retry-after", "120")]) }
        #expect(fault?.code == .rateLimited)
        #expect(fault?.retryAfter == .seconds(120))
    }
}
