// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import GoogleChat
import Testing

@Suite struct GoogleChatFaultsTests {
    struct Row: Sendable, CustomStringConvertible {
        let status: Int
        let word: String
        let code: FaultCode
        var description: String { "\(status) \(word)" }

        init(_ status: Int, _ word: String, _ code: FaultCode) {
            self.status = status
            self.word = word
            self.code = code
        }
    }

    @Test(arguments: [
        Row(400, "INVALID_ARGUMENT", .contentRejected), Row(401, "UNAUTHENTICATED", .recipientRejected),
        Row(403, "PERMISSION_DENIED", .recipientRejected), Row(404, "NOT_FOUND", .targetUnknown),
        Row(429, "RESOURCE_EXHAUSTED", .rateLimited), Row(500, "INTERNAL", .providerUnavailable),
        Row(503, "UNAVAILABLE", .providerUnavailable), Row(504, "DEADLINE_EXCEEDED", .providerUnavailable),
        Row(400, "CANARY_WORD", .contentRejected),
    ])
    func `every answer of the table is the fault it means`(_ row: Row) async throws {
        let body =
            #"{"error":{"code":\#(row.status),"message":"canary \#(GoogleChatFixture.webhook)","status":"\#(row.word)"}}"#
        let fixture = try GoogleChatFixture(status: row.status, body: body)
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == row.code)
        #expect(fault?.context["http_status"] == "\(row.status)")
        #expect(fault?.context["provider_code"] == (row.word.hasPrefix("CANARY") ? nil : row.word))
        #expect(fault.map { "\($0) \($0.context)".lowercased() }?.contains("canary") == false)
    }

    @Test func `no answer stops the whole channel but one of a proxy`() {
        for status in 100...999 where ![402, 407].contains(status) {
            let fault = GoogleChatFaults.fault(for: HTTPResponse(status: status), now: .distantPast)
            #expect(fault?.code.faultClass != .configuration, "HTTP \(status)")
        }
    }

    @Test func `a wait that a gateway asks for is kept`() async throws {
        let fixture = try GoogleChatFixture(status: 429, body: "{}", headers: [HTTPHeader("retry-after", "7")])
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.retryAfter == .seconds(7))
    }

    @Test(arguments: ["", "ok", "{}", #"{"name":"users/1"}"#, #"{"name":"spaces/a b"}"#])
    func `a success that names no message is tried again, with the same request id`(_ body: String) async throws {
        let fixture = try GoogleChatFixture(body: body)
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.code == .protocolViolation)
    }
}
