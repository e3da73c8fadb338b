// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FCM
import Testing

@Suite struct FCMFaultsTests {
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private static func detail(_ code: String) -> String {
        #"{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"\#(code)"}"#
    }

    private static func badRequest(_ field: String) -> String {
        #"{"@type":"type.googleapis.com/google.rpc.BadRequest","#
            + #""fieldViolations":[{"field":"\#(field)","description":"canary"}]}"#
    }

    private static func quota(_ subject: String) -> String {
        #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"subject":"\#(subject)"}]}"#
    }

    private func fault(_ status: Int, _ details: [String], _ headers: [HTTPHeader] = []) -> Fault? {
        let body =
            #"{"error":{"code":\#(status),"message":"canary","status":"X","details":[\#(details.joined(separator: ","))]}}"#
        return FCMFaults.fault(for: FCMFixture.answer(status, body, headers), now: now)
    }

    @Test(
        arguments: [
            (400, [detail("INVALID_ARGUMENT")], FaultCode.targetUnknown),
            (400, [detail("INVALID_ARGUMENT"), badRequest("message.token")], .targetUnknown),
            (400, [detail("INVALID_ARGUMENT"), badRequest("message.fid")], .targetUnknown),
            (400, [badRequest("message.token")], .targetUnknown),
            (400, [badRequest("message.data[0].value")], .contentRejected),
            (400, [detail("INVALID_ARGUMENT"), badRequest("message.android.ttl")], .contentRejected),
            (401, [detail("THIRD_PARTY_AUTH_ERROR")], .authenticationRejected), (401, [], .authenticationRejected),
            (403, [detail("SENDER_ID_MISMATCH")], .recipientRejected), (403, [], .authenticationRejected),
            (404, [detail("UNREGISTERED")], .targetGone), (404, [], .senderRejected),
            (413, [], .payloadTooLarge), (429, [detail("QUOTA_EXCEEDED")], .rateLimited), (429, [], .rateLimited),
            (429, [detail("QUOTA_EXCEEDED"), quota("device:canary")], .providerUnavailable),
            (429, [detail("QUOTA_EXCEEDED"), quota("topic:canary")], .providerUnavailable),
            (429, [detail("QUOTA_EXCEEDED"), quota("project:canary")], .rateLimited),
            (500, [detail("INTERNAL")], .providerUnavailable), (503, [detail("UNAVAILABLE")], .providerUnavailable),
            (503, [], .providerUnavailable), (500, [detail("UNSPECIFIED_ERROR")], .providerUnavailable),
            (400, [detail("UNSPECIFIED_ERROR")], .providerUnavailable), (400, [detail("canary")], .contentRejected),
            (409, [], .providerUnavailable),
        ] as [(Int, [String], FaultCode)]
    )
    func `every answer is one fault, by its details first`(_ status: Int, _ details: [String], _ code: FaultCode) {
        let fault = fault(status, details)
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `the code is told where it is a documented one`() {
        #expect(fault(404, [Self.detail("UNREGISTERED")])?.context["provider_code"] == "UNREGISTERED")
        #expect(fault(400, [Self.badRequest("message")])?.context["provider_code"] == "INVALID_ARGUMENT")
        #expect(fault(404, [Self.detail("canary")])?.context["provider_code"] == nil)
    }

    @Test func `the project's quota rests for as long as Google says, and for a minute where it does not`() {
        #expect(fault(429, [Self.detail("QUOTA_EXCEEDED")])?.retryAfter == .seconds(60))
        let asked = fault(429, [Self.detail("QUOTA_EXCEEDED")], [HTTPHeader("retry-after", "7")])
        #expect(asked?.retryAfter == .seconds(7))
        #expect(FCMFaults.fault(for: FCMFixture.answer(429, ""), now: now)?.retryAfter == .seconds(60))
        let common = #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED"}"#
        #expect(fault(429, [common])?.context["provider_code"] == "QUOTA_EXCEEDED")
        #expect(fault(503, [Self.detail("UNAVAILABLE")], [HTTPHeader("retry-after", "9")])?.retryAfter == .seconds(9))
    }

    @Test(arguments: ["", "canary", "{}", "[]", #"{"error":"canary"}"#, #"{"error":{"details":[7]}}"#])
    func `a body that is none of Google's leaves the status to count`(_ body: String) {
        for (status, code) in [(400, FaultCode.contentRejected), (404, .senderRejected), (429, .rateLimited)] {
            let fault = FCMFaults.fault(for: FCMFixture.answer(status, body), now: now)
            #expect(fault?.code == code)
            #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        }
    }
}
