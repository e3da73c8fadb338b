// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Webhook

@Suite struct WebhookFaultsTests {
    private func answer(_ status: Int, _ headers: [HTTPHeader] = []) async throws -> Receipt {
        let http = StubHTTPClient(status: status, headers: headers, body: "canary")
        let fixture = try WebhookFixture(http: http)
        return try await fixture.channel.deliver(try fixture.delivery())
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `any 2xx is a receipt that names the delivery`(_ status: Int) async throws {
        let receipt = try await answer(status)
        #expect(receipt.id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(receipt.note == "HTTP \(status)")
    }

    @Test(arguments: [
        (301, FaultCode.providerUnavailable), (302, .providerUnavailable), (307, .providerUnavailable),
        (308, .providerUnavailable), (400, .contentRejected), (401, .recipientRejected), (402, .recipientRejected),
        (403, .recipientRejected), (404, .providerUnavailable), (405, .providerUnavailable),
        (407, .recipientRejected), (408, .providerUnavailable), (409, .providerUnavailable), (410, .targetGone),
        (413, .payloadTooLarge), (415, .contentRejected), (422, .contentRejected), (425, .providerUnavailable),
        (429, .rateLimited), (500, .providerUnavailable), (502, .providerUnavailable), (503, .providerUnavailable),
        (504, .providerUnavailable), (599, .providerUnavailable), (999, .protocolViolation),
    ])
    func `every other status is one fault with the status in its context`(
        _ status: Int,
        _ code: FaultCode
    ) async throws {
        let fault = await #expect(throws: Fault.self) {
            try await answer(status, [HTTPHeader("location", "https://canary.example/")])
        }
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `no answer of an endpoint stops the whole channel`() {
        for status in 100...999 {
            let fault = WebhookFaults.fault(for: HTTPResponse(status: status), now: .distantPast)
            #expect(fault?.code.faultClass != .configuration, "HTTP \(status)")
        }
    }

    @Test(arguments: [429, 503])
    func `an endpoint's Retry-After is passed on`(_ status: Int) async throws {
        let fault = await #expect(throws: Fault.self) { try await answer(status, [HTTPHeader("retry-after", "30")]) }
        #expect(fault?.code == .rateLimited)
        #expect(fault?.retryAfter == .seconds(30))
    }

    @Test func `an endpoint can end a message or all messages with a header`() async throws {
        let disabled = await #expect(throws: Fault.self) {
            try await answer(500, [HTTPHeader("webhook-delivery", "Disable")])
        }
        #expect(disabled?.code == .targetGone)
        let aborted = await #expect(throws: Fault.self) {
            try await answer(503, [HTTPHeader("webhook-delivery", "abort-message")])
        }
        #expect(aborted?.code == .contentRejected)
        let taken = try await answer(200, [HTTPHeader("webhook-delivery", "disable")])
        #expect(taken.note == "HTTP 200; the endpoint asks for no further messages")
    }

    @Test func `a fault of the network passes unchanged`() async throws {
        let fault = Fault(.outcomeUnknown, "The connection ended before the answer.")
        let fixture = try WebhookFixture(http: .failing(fault))
        let thrown = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(thrown == fault)
    }
}
