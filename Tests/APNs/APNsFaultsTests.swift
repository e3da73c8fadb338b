// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import Testing

@Suite struct APNsFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private func fault(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> Fault? {
        APNsFaults.fault(for: HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), now: now)
    }

    @Test(arguments: [
        (400, "BadDeviceToken", FaultCode.targetUnknown), (400, "DeviceTokenNotForTopic", .recipientRejected),
        (400, "BadTopic", .senderRejected), (400, "MissingTopic", .senderRejected),
        (400, "TopicDisallowed", .senderRejected), (400, "InvalidPushType", .contentRejected),
        (400, "BadPriority", .contentRejected), (400, "BadExpirationDate", .contentRejected),
        (400, "BadCollapseId", .contentRejected), (400, "BadMessageId", .contentRejected),
        (400, "DuplicateHeaders", .contentRejected), (400, "PayloadEmpty", .contentRejected),
        (400, "MissingDeviceToken", .contentRejected), (400, "IdleTimeout", .providerUnavailable),
        (403, "ExpiredProviderToken", .authenticationRejected), (403, "InvalidProviderToken", .authenticationRejected),
        (403, "MissingProviderToken", .authenticationRejected), (403, "BadCertificate", .authenticationRejected),
        (403, "BadCertificateEnvironment", .authenticationRejected), (403, "Forbidden", .authenticationRejected),
        (403, "UnrelatedKeyIdInToken", .authenticationRejected),
        (403, "BadEnvironmentKeyInToken", .authenticationRejected),
        (403, "BadEnvironmentKeyIdInToken", .authenticationRejected), (404, "BadPath", .senderRejected),
        (405, "MethodNotAllowed", .senderRejected), (410, "Unregistered", .targetGone),
        (410, "ExpiredToken", .targetGone), (413, "PayloadTooLarge", .payloadTooLarge),
        (429, "TooManyRequests", .rateLimited), (429, "TooManyProviderTokenUpdates", .rateLimited),
        (500, "InternalServerError", .providerUnavailable), (503, "ServiceUnavailable", .providerUnavailable),
        (503, "Shutdown", .providerUnavailable),
    ])
    func `every reason is one fault`(_ status: Int, _ reason: String, _ code: FaultCode) {
        let fault = fault(status, #"{"reason":"\#(reason)"}"#)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault?.context["provider_code"] == reason)
    }

    @Test(arguments: [
        (400, FaultCode.contentRejected), (403, .authenticationRejected), (404, .senderRejected),
        (405, .senderRejected), (410, .targetGone), (413, .payloadTooLarge), (429, .rateLimited),
        (500, .providerUnavailable), (503, .providerUnavailable),
    ])
    func `without a known reason the status counts, and nothing is repeated`(_ status: Int, _ code: FaultCode) {
        for body in ["", "canary", #"{"reason":"canary"}"#, #"{"reason":7}"#, "[]"] {
            let fault = fault(status, body)
            #expect(fault?.code == code)
            #expect(fault?.context["provider_code"] == nil)
            #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        }
    }

    @Test(arguments: [
        ("1795269600000", "2026-11-21T14:00:00.000Z"), ("1795269600", "2026-11-21T14:00:00.000Z"), ("0", nil),
        ("-5", nil), ("1795269999000", nil), ("\"soon\"", nil),
    ])
    func `a token that is gone says since when, in milliseconds or seconds`(_ written: String, _ moment: String?) {
        let fault = fault(410, #"{"reason":"Unregistered","timestamp":\#(written)}"#)
        #expect(fault?.code == .targetGone)
        #expect(fault?.context["gone_since"] == moment)
    }

    @Test func `tokens that are renewed too often rest for twenty minutes`() {
        #expect(fault(429, #"{"reason":"TooManyProviderTokenUpdates"}"#)?.retryAfter == .seconds(1_200))
        #expect(fault(429, #"{"reason":"TooManyRequests"}"#)?.retryAfter == nil)
    }

    @Test(arguments: [429, 503])
    func `a Retry-After is passed on`(_ status: Int) {
        #expect(fault(status, "", [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
        #expect(fault(status, #"{"reason":"Shutdown"}"#, [HTTPHeader("retry-after", "30")])?.retryAfter == .seconds(30))
    }

    @Test func `200 is no fault`() { #expect(fault(200, "") == nil) }
}
