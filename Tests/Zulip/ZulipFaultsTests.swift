// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Zulip

@Suite struct ZulipFaultsTests {
    struct Row: Sendable, CustomStringConvertible {
        let status: Int
        let word: String
        let code: FaultCode
        let words: String
        var description: String { "\(status) \(word) \(words)" }

        init(_ status: Int, _ word: String, _ code: FaultCode, _ words: String = "canary") {
            self.status = status
            self.word = word
            self.code = code
            self.words = words
        }
    }

    @Test(arguments: [
        Row(429, "RATE_LIMIT_HIT", .rateLimited), Row(401, "UNAUTHORIZED", .authenticationRejected),
        Row(401, "INVALID_API_KEY", .authenticationRejected), Row(401, "UNAUTHENTICATED_USER", .authenticationRejected),
        Row(403, "USER_DEACTIVATED", .authenticationRejected), Row(403, "REALM_DEACTIVATED", .authenticationRejected),
        Row(404, "NONEXISTENT_SUBDOMAIN", .authenticationRejected),
        Row(400, "STREAM_DOES_NOT_EXIST", .targetUnknown), Row(400, "CHANNEL_DOES_NOT_EXIST", .targetUnknown),
        Row(400, "BAD_REQUEST", .recipientRejected, "canary: Zugriff auf „incidents“ verweigert"),
        Row(400, "BAD_REQUEST", .contentRejected), Row(400, "REQUEST_VARIABLE_MISSING", .contentRejected),
        Row(400, "REQUEST_VARIABLE_INVALID", .contentRejected), Row(200, "BAD_REQUEST", .contentRejected),
        Row(500, "BAD_REQUEST", .providerUnavailable), Row(502, "RATE_LIMIT_HIT", .providerUnavailable),
        Row(400, "CANARY_CODE", .contentRejected), Row(200, "CANARY_CODE", .contentRejected),
        Row(404, "CANARY_CODE", .targetUnknown), Row(403, "CANARY_CODE", .authenticationRejected),
    ])
    func `every answer of the table is the fault it means`(_ row: Row) async throws {
        let fixture = try ZulipFixture([(row.status, ZulipFixture.refusal(row.word, row.words))])
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == row.code)
        #expect(fault?.context["http_status"] == "\(row.status)")
        let isKnown = row.status < 500 && !row.word.hasPrefix("CANARY")
        #expect(fault?.context["provider_code"] == (isKnown ? row.word : nil))
        #expect(fault.map { "\($0) \($0.context)".lowercased() }?.contains("canary") == false)
    }

    @Test func `the wait is read from the header, else from the body, fractions included`() async throws {
        let body = ZulipFixture.refusal("RATE_LIMIT_HIT", "canary", #","retry-after":2.5"#)
        let both = try ZulipFixture([(429, body)], headers: [HTTPHeader("retry-after", "0.5")])
        #expect(await #expect(throws: Fault.self) { try await both.deliver() }?.retryAfter == .milliseconds(500))
        let field = try ZulipFixture([(429, body)])
        #expect(await #expect(throws: Fault.self) { try await field.deliver() }?.retryAfter == .milliseconds(2_500))
    }

    @Test(arguments: ["", "<html></html>", "{}", "ok"])
    func `a success that is none of Zulip's is tried again`(_ body: String) async throws {
        let fixture = try ZulipFixture([(200, body)])
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.code == .protocolViolation)
        let missing = try ZulipFixture([(404, body)])
        #expect(await #expect(throws: Fault.self) { try await missing.deliver() }?.code == .authenticationRejected)
    }

    @Test func `a message that was taken counts, even where the answer names none`() async throws {
        let fixture = try ZulipFixture([(200, #"{"result":"success"}"#)])
        #expect(try await fixture.deliver() == Receipt(id: nil, note: "the answer names no message"))
    }
}
