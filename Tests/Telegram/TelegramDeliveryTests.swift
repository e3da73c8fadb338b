// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Telegram
import Testing

@Suite struct TelegramDeliveryTests {
    private static let first = "-1001234567890:55"

    @Test func `a first message is posted, and its receipt names chat and message`() async throws {
        let fixture = try TelegramFixture()
        let receipt = try await fixture.deliver(to: "-1001234567890/17")
        #expect(receipt == Receipt(id: Self.first))
        let request = try #require(fixture.http.requests.first)
        #expect(request.url == "https://api.telegram.org/bot\(TelegramFixture.token)/sendMessage")
        #expect(request.bodyText.hasPrefix(#"{"chat_id":-1001234567890,"#))
        let sent = try request.sent
        #expect(sent.parse_mode == "HTML" && sent.message_thread_id == 17 && sent.reply_parameters == nil)
        #expect(sent.link_preview_options?.is_disabled == true)
    }

    @Test func `a public name is sent as it is`() async throws {
        let fixture = try TelegramFixture()
        _ = try await fixture.deliver(to: "@market_status", thread: Self.first)
        let request = try #require(fixture.http.requests.first)
        #expect(request.bodyText.contains(#""chat_id":"@market_status""#))
        #expect(try request.sent.reply_parameters?.message_id == 55)
    }

    @Test func `a later update replies to the first, even where that was deleted`() async throws {
        let fixture = try TelegramFixture()
        _ = try await fixture.deliver(thread: Self.first)
        let reply = try fixture.http.requests.first?.sent.reply_parameters
        #expect(reply == SentMessage.Reply(message_id: 55, allow_sending_without_reply: true))
    }

    @Test func `messages of their own reply to nothing`() async throws {
        let fixture = try TelegramFixture(updates: .post)
        _ = try await fixture.deliver(thread: Self.first)
        #expect(try fixture.http.requests.first?.sent.reply_parameters == nil)
    }

    @Test(arguments: UpdateMode.allCases)
    func `a receipt that cannot be read leads to a new message and a note`(_ updates: UpdateMode) async throws {
        for receipt in ["", "55", "a:b", "-100:0", "1:2:3", "0:5"] {
            let fixture = try TelegramFixture(updates: updates)
            let answer = try await fixture.deliver(thread: receipt)
            #expect(fixture.http.requests.map(\.verb) == ["sendMessage"])
            #expect(try fixture.http.requests.first?.sent.reply_parameters == nil)
            #expect(answer.note == "the receipt of the first message cannot be read")
        }
    }

    @Test func `an update edits the first message in place`() async throws {
        let fixture = try TelegramFixture(updates: .edit)
        let receipt = try await fixture.deliver(thread: Self.first)
        #expect(receipt == Receipt(id: Self.first, note: "edited in place"))
        #expect(fixture.http.requests.map(\.verb) == ["editMessageText"])
        #expect(try fixture.http.requests.first?.sent.message_id == 55)
        #expect(try fixture.http.requests.first?.sent.parse_mode == "HTML")
    }

    @Test func `a correction edits the first message and says what it corrects`() async throws {
        let fixture = try TelegramFixture(updates: .edit)
        _ = try await fixture.deliver(.sample(locale: "de", corrects: 1), thread: Self.first)
        #expect(fixture.http.requests.map(\.verb) == ["editMessageText"])
        #expect(try fixture.http.requests.first?.sent.text.contains("Korrektur zu Meldung 1: Checkout") == true)
    }

    @Test func `the resolution edits the first message and is announced below it`() async throws {
        let fixture = try TelegramFixture(updates: .edit)
        let receipt = try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        #expect(fixture.http.requests.map(\.verb) == ["editMessageText", "sendMessage"])
        #expect(try fixture.http.requests.last?.sent.reply_parameters?.message_id == 55)
        #expect(receipt.note == "the first message is edited as well")
    }

    @Test func `an edit that changes nothing counts as made`() async throws {
        let refusal = TelegramFixture.refusal(400, "Bad Request: message is not modified: specified new content")
        let fixture = try TelegramFixture(updates: .edit, [(400, refusal)])
        #expect(try await fixture.deliver(thread: Self.first).note == "edited in place")
        #expect(fixture.http.requests.count == 1)
    }

    @Test(arguments: [
        "Bad Request: message to edit not found", "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
    ])
    func `where the first message is gone, a new one is posted`(_ description: String) async throws {
        let answers = [(400, TelegramFixture.refusal(400, description)), (200, TelegramFixture.taken)]
        let fixture = try TelegramFixture(updates: .edit, answers)
        let receipt = try await fixture.deliver(thread: "-1001234567890:44")
        #expect(fixture.http.requests.map(\.verb) == ["editMessageText", "sendMessage"])
        #expect(receipt == Receipt(id: Self.first, note: "the first message can be edited no more"))
    }

    @Test func `an edit that fails for another reason is a failure, and nothing is announced`() async throws {
        let fixture = try TelegramFixture(updates: .edit, [(502, "bad gateway")])
        let fault = await #expect(throws: Fault.self) {
            try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        }
        #expect(fault?.code == .providerUnavailable)
        #expect(fixture.http.requests.map(\.verb) == ["editMessageText"])
    }

    @Test func `a group that has become a supergroup is followed at once`() async throws {
        let moved = TelegramFixture.refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            #"{"migrate_to_chat_id":-1001234567890}"#
        )
        let fixture = try TelegramFixture([(400, moved), (200, TelegramFixture.taken)])
        let receipt = try await fixture.deliver(to: "-4242", thread: "-4242:7")
        #expect(fixture.http.requests.count == 2)
        #expect(fixture.http.requests.last?.bodyText.contains(#""chat_id":-1001234567890"#) == true)
        #expect(try fixture.http.requests.last?.sent.reply_parameters == nil)
        #expect(receipt.id == Self.first)
        #expect(receipt.note?.contains("-1001234567890: change the destination's address") == true)
    }

    @Test func `marks that the server cannot read are left out once`() async throws {
        let refusal = TelegramFixture.refusal(400, "Bad Request: can't parse entities: unsupported start tag")
        let fixture = try TelegramFixture([(400, refusal), (200, TelegramFixture.taken)])
        let receipt = try await fixture.deliver()
        let sent = try #require(try fixture.http.requests.last?.sent)
        #expect(sent.parse_mode == nil && !sent.text.contains("<b>") && sent.text.contains("Major · Identified"))
        #expect(receipt.note == "sent without marks, which the server could not read")
        let stubborn = try TelegramFixture([(400, refusal)])
        let fault = await #expect(throws: Fault.self) { try await stubborn.deliver() }
        #expect(fault?.code == .contentRejected)
        #expect(stubborn.http.requests.count == 2)
    }

    @Test func `the check asks who the bot is`() async throws {
        let fixture = try TelegramFixture([(200, #"{"ok":true,"result":{"id":123456,"is_bot":true}}"#)])
        #expect(await fixture.channel.check() == [])
        #expect(fixture.http.requests.map(\.verb) == ["getMe"] && fixture.http.requests.first?.method == "GET")
        let refused = try TelegramFixture([(401, TelegramFixture.refusal(401, "Unauthorized"))])
        let findings = await refused.channel.check()
        #expect(findings.map(\.rule) == [FaultCode.authenticationRejected.rawValue])
        #expect(findings.map(\.level) == [.error])
    }
}
