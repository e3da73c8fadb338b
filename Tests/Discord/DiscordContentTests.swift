// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import Testing

@Suite struct DiscordContentTests {
    private func body(_ message: Message) async throws -> DiscordRequestBody {
        let fixture = try DiscordFixture()
        try await fixture.deliver(message)
        return try #require(try fixture.bodies.first)
    }

    @Test(arguments: [
        ("Some **payments** _fail_ ~~always~~ `now`.", "Some **payments** *fail* ~~always~~ `now`."),
        ("# Title\n\nText.", "**Title**\n\nText."),
        ("[pay](https://example.com/a_(b))", "[pay](https://example.com/a_%28b%29)"),
        ("See https://example.com/a_b now", "See <https://example.com/a_b> now"),
        ("write to ada@example.com", "write to ada@example.com"),
        ("2 \\* 3 | x\\_y\\_z \\~\\~", "2 \\* 3 \\| x\\_y\\_z \\~\\~"),
        ("1\\. one", "1\\. one"), ("\\- one", "\\- one"), ("version 1.5 - new", "version 1.5 - new"),
        ("<@123> <#1> <t:1> @everyone", "\\<@\u{2060}123\\> \\<\\#1\\> \\<t:1\\> @\u{2060}everyone"),
        ("``a`b``", "`aˋb`"), ("- one\n- two", "• one\n• two"), ("> quoted", "> quoted"),
    ])
    func `Markdown is written as Discord's`(source: String, expected: String) {
        #expect(Markdown(source).blocks.written(in: DiscordDialect()) == expected)
    }

    @Test(arguments: HostileMessages.all)
    func `every message keeps every limit, mentions nobody and leaves no mark open`(
        hostile: HostileMessage
    ) async throws {
        for message in [hostile.message, hostile.message.inOneSection] {
            let body = try await body(message)
            #expect(body.allowed_mentions.parse.isEmpty)
            #expect(!body.content.isEmpty && body.content.utf16.count <= 2_000)
            #expect(DiscordMarkupShape(body.content).flaws.isEmpty)
            for embed in body.embeds {
                #expect(embed.description != nil || !embed.fields.isEmpty)
                #expect((embed.description ?? "").utf16.count <= 4_096)
                let flaws = DiscordMarkupShape(embed.description ?? "").flaws
                #expect(flaws.isEmpty, "\(hostile.name): \(flaws) in \(embed.description?.prefix(300) ?? "")")
                for field in embed.fields {
                    #expect(!field.name.isEmpty && field.name.utf16.count <= 256)
                    #expect(!field.value.isEmpty && field.value.utf16.count <= 1_024)
                }
            }
        }
    }

    @Test func `a message has a line with its state in words and a card with its sections`() async throws {
        let body = try await body(.sample())
        #expect(body.content == "🟠 **Checkout is failing for some buyers**\nMajor · Identified")
        let embed = try #require(body.embeds.first)
        #expect(embed.color == 0xB42318 && embed.timestamp == "2026-11-21T14:05:00.000Z")
        #expect(embed.fields.map(\.name) == ["Affected", "Next update"])
        #expect(embed.fields.first?.value == "checkout, payments")
        let text = embed.description ?? ""
        #expect(text.contains("**Impact**\nBuyers cannot pay by card."))
        #expect(text.contains("**What you can do**\n• Pay by invoice\n• Try again after 15:00 UTC"))
        #expect(text.contains("[History and current status](https://status.market.example/"))
        #expect(body.thread_name == nil)
    }

    @Test func `German readers get German words, an exercise its mark, and the end no next update`() async throws {
        let body = try await body(.sample(locale: "de", phase: .resolved, isDrill: true))
        #expect(body.content.hasPrefix("✅ **\\[ÜBUNG\\] ") && body.content.hasSuffix("\nSchwer · Behoben"))
        #expect(body.embeds.first?.fields.map(\.name) == ["Betroffen"])
        #expect(body.embeds.first?.color == 0x1A7F37)
    }

    @Test func `what does not fit is told, and the link stays`() throws {
        let fixture = try DiscordFixture()
        let long = String(repeating: "It goes on and on. ", count: 400)
        let message = Message.sample(sections: [Section(.whatHappened, long), Section(.help, long)])
        let rendering = try fixture.delivery(message).rendering
        #expect(rendering.findings.map(\.rule) == ["section_dropped", "text_truncated"])
        #expect(rendering["embeds"]?.contains("…\\n\\n[History and current status](https://") == true)
        let closed = try DiscordFixture(webhook: nil)
        #expect(try closed.delivery().rendering.findings.map(\.rule) == ["no_credentials"])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) async throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try await (body(.plannedSample(locale: locale)).embeds.first?.fields.map(\.value) ?? []).contains(time))
        #expect(
            try await !(body(.plannedSample(.completed, locale: locale)).embeds.first?.fields.map(\.value) ?? [])
                .contains(time)
        )
    }
}
