// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Telegram
import Testing

@Suite struct TelegramFaultsTests {
    struct Row: Sendable, CustomStringConvertible {
        let status: Int
        let words: String
        let code: FaultCode
        var parameters = "{}"
        var description: String { "\(status) \(words)" }

        init(_ status: Int, _ words: String, _ code: FaultCode, _ parameters: String = "{}") {
            self.status = status
            self.words = words
            self.code = code
            self.parameters = parameters
        }
    }

    @Test(arguments: [
        Row(429, "Too Many Requests: retry after 14", .rateLimited, #"{"retry_after":14}"#),
        Row(403, "Forbidden: bot was blocked by the user", .recipientRejected),
        Row(403, "Forbidden: bot was kicked from the supergroup chat", .targetGone),
        Row(403, "Forbidden: user is deactivated", .targetGone),
        Row(403, "Forbidden: bot can't initiate conversation with a user", .recipientRejected),
        Row(403, "Forbidden: bot is not a member of the channel chat", .recipientRejected),
        Row(403, "Forbidden: something new", .recipientRejected),
        Row(400, "Bad Request: chat not found", .targetUnknown),
        Row(400, "Bad Request: TOPIC_CLOSED", .recipientRejected),
        Row(400, "Bad Request: TOPIC_DELETED", .targetUnknown),
        Row(400, "Bad Request: message thread not found", .targetUnknown),
        Row(400, "Bad Request: not enough rights to send text messages to the chat", .recipientRejected),
        Row(400, "Bad Request: need administrator rights in the channel chat", .recipientRejected),
        Row(400, "Bad Request: CHAT_WRITE_FORBIDDEN", .recipientRejected),
        Row(400, "Bad Request: group chat was deactivated", .targetGone),
        Row(400, "Bad Request: can't parse entities: byte offset 7", .contentRejected),
        Row(400, "Bad Request: message is too long", .payloadTooLarge),
        Row(400, "Bad Request: message text is empty", .contentRejected),
        Row(400, "Bad Request: something new", .contentRejected),
        Row(401, "Unauthorized", .authenticationRejected), Row(404, "Not Found", .authenticationRejected),
        Row(409, "Conflict: terminated by other getUpdates request", .authenticationRejected),
        Row(413, "Request Entity Too Large", .payloadTooLarge),
        Row(500, "Internal Server Error: chat not found", .providerUnavailable),
        Row(502, "Bad Gateway", .providerUnavailable), Row(504, "Gateway Timeout", .providerUnavailable),
    ])
    func `every answer of the table is the fault it means`(_ row: Row) async throws {
        let body = TelegramFixture.refusal(row.status, row.words + " canary", row.parameters)
        for status in [row.status, row.status == 429 ? 429 : 200] {
            let fixture = try TelegramFixture([(status, body)])
            let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
            #expect(fault?.code == row.code)
            #expect(fault?.context["http_status"] == "\(status)")
            #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        }
    }

    @Test func `the wait that the body asks for comes before that of the header`() async throws {
        let body = TelegramFixture.refusal(429, "Too Many Requests", #"{"retry_after":14}"#)
        let fixture = try TelegramFixture([(429, body)], headers: [HTTPHeader("retry-after", "9")])
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.retryAfter == .seconds(14))
        let plain = try TelegramFixture([(429, "slow down")], headers: [HTTPHeader("retry-after", "9")])
        #expect(await #expect(throws: Fault.self) { try await plain.deliver() }?.retryAfter == .seconds(9))
    }

    @Test func `a known refusal is named by its fixed words`() async throws {
        let fixture = try TelegramFixture([(400, TelegramFixture.refusal(400, "Bad Request: chat not found"))])
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.context["provider_code"] == "chat not found")
    }

    @Test(arguments: ["", "<html>hello</html>", "{}", #"{"ok":false}"#])
    func `a success that is none of the Bot API's is tried again`(_ body: String) async throws {
        let fixture = try TelegramFixture([(200, body)])
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.code == .protocolViolation)
    }

    @Test func `a message that was taken counts, even where the answer names none`() async throws {
        let fixture = try TelegramFixture([(200, #"{"ok":true,"result":true}"#)])
        #expect(try await fixture.deliver() == Receipt(id: nil, note: "the answer names no message"))
    }
}
