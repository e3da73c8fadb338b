// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Matrix
import Testing

@Suite struct MatrixFaultsTests {
    struct Row: Sendable, CustomStringConvertible {
        let status: Int
        let errcode: String
        let code: FaultCode
        var description: String { "\(status) \(errcode)" }

        init(_ status: Int, _ errcode: String, _ code: FaultCode) {
            self.status = status
            self.errcode = errcode
            self.code = code
        }
    }

    @Test(arguments: [
        Row(401, "M_UNKNOWN_TOKEN", .authenticationRejected), Row(401, "M_MISSING_TOKEN", .authenticationRejected),
        Row(403, "M_FORBIDDEN", .recipientRejected), Row(404, "M_NOT_FOUND", .authenticationRejected),
        Row(404, "M_UNRECOGNIZED", .authenticationRejected), Row(413, "M_TOO_LARGE", .payloadTooLarge),
        Row(400, "M_BAD_JSON", .contentRejected), Row(400, "M_NOT_JSON", .contentRejected),
        Row(400, "M_INVALID_PARAM", .contentRejected), Row(403, "M_USER_DEACTIVATED", .authenticationRejected),
        Row(403, "M_CONSENT_NOT_GIVEN", .authenticationRejected), Row(429, "M_LIMIT_EXCEEDED", .rateLimited),
        Row(400, "M_UNKNOWN", .providerUnavailable), Row(500, "M_UNKNOWN", .providerUnavailable),
        Row(502, "M_FORBIDDEN", .providerUnavailable), Row(400, "ORG_CANARY", .contentRejected),
        Row(403, "ORG_CANARY", .authenticationRejected), Row(404, "ORG_CANARY", .authenticationRejected),
    ])
    func `every answer of the table is the fault it means`(_ row: Row) async throws {
        let fixture = try MatrixFixture([(row.status, MatrixFixture.refusal(row.errcode))])
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == row.code)
        #expect(fault?.context["http_status"] == "\(row.status)")
        let isKnown = row.status < 500 && row.errcode.hasPrefix("M_")
        #expect(fault?.context["provider_code"] == (isKnown ? row.errcode : nil))
        #expect(fault.map { "\($0) \($0.context)".lowercased() }?.contains("canary") == false)
    }

    @Test func `the wait that the header asks for comes before that of the body`() async throws {
        let body = MatrixFixture.refusal("M_LIMIT_EXCEEDED", #","retry_after_ms":2500"#)
        let both = try MatrixFixture([(429, body)], headers: [HTTPHeader("retry-after", "9")])
        #expect(await #expect(throws: Fault.self) { try await both.deliver() }?.retryAfter == .seconds(9))
        let field = try MatrixFixture([(429, body)])
        #expect(await #expect(throws: Fault.self) { try await field.deliver() }?.retryAfter == .milliseconds(2_500))
    }

    @Test(arguments: ["", "<html></html>", "{}", #"{"event_id":"new"}"#])
    func `a success that names no event is tried again, with the same transaction`(_ body: String) async throws {
        let fixture = try MatrixFixture([(200, body)])
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.code == .protocolViolation)
    }
}
