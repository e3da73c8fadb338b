// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mattermost
import Testing

@Suite struct MattermostTextTests {
    private func text(_ message: Message) throws -> String {
        try MattermostFixture().delivery(message).rendering["text"] ?? ""
    }

    @Test(arguments: [
        ("Some **payments** _fail_ ~~always~~ `now`.", "Some **payments** *fail* ~~always~~ `now`."),
        ("# Title\n\nText.", "**Title**\n\nText."),
        ("[pay](https://example.com/a_(b))", "[pay](https://example.com/a_%28b%29)"),
        ("2 \\* 3 | x\\_y\\_z", "2 \\* 3 \\| x\\_y\\_z"), ("1\\. one", "1\\. one"), ("\\- one", "\\- one"),
        ("fixes #incident in ~town", "fixes \\#\u{2060}incident in \\~\u{2060}town"),
        ("at 10:30:15 :fire:", "at 10:\u{2060}30:15 :\u{2060}fire:"),
        ("<!here> R&D @all", "<\u{2060}!here> R&\u{2060}D @\u{2060}all"), ("``a`b``", "`aˋb`"),
        ("- one\n- two\n  - three", "- one\n- two\n  - three"), ("> quoted", "> quoted"),
    ])
    func `Markdown is written as Mattermost's`(source: String, expected: String) {
        #expect(Markdown(source).blocks.written(in: MattermostDialect()) == expected)
    }

    @Test(arguments: HostileMessages.all)
    func `every message is one post, mentions nobody and leaves no mark open`(hostile: HostileMessage) async throws {
        for message in [hostile.message, hostile.message.inOneSection] {
            let fixture = try MattermostFixture()
            try await fixture.deliver(message)
            let body = try #require(try fixture.bodies.first)
            let text = body.message ?? ""
            #expect(!text.isEmpty && text.unicodeScalars.count <= 16_383)
            #expect(body.props.disable_group_highlight)
            let flaws = PostMarkupShape(text).flaws
            #expect(flaws.isEmpty, "\(hostile.name): \(flaws) in \(text.prefix(300))")
        }
    }

    @Test func `a message has a heading, its state in words, its sections and a link to the rest`() throws {
        let text = try text(.sample())
        #expect(
            text.hasPrefix(
                "#### 🟠 Checkout is failing for some buyers\n\n**Major · Identified**\n**Affected:** checkout"
            )
        )
        #expect(text.contains("\n**Next update:** Sat 21 Nov 2026, 14:25 UTC\n"))
        #expect(text.contains("\n\n**What you can do**\n\n- Pay by invoice\n- Try again after 15:00 UTC\n\n"))
        #expect(text.contains("[History and current status](https://status.market.example/"))
    }

    @Test func `German readers get German words, an exercise its mark, and the end no next update`() throws {
        let text = try text(.sample(locale: "de", phase: .resolved, isDrill: true))
        #expect(text.hasPrefix("#### ✅ \\[ÜBUNG\\] ") && text.contains("**Schwer · Behoben**\n**Betroffen:** "))
        #expect(!text.contains("**Nächste Meldung:**"))
    }

    @Test func `what does not fit is told, and the link stays`() throws {
        let fixture = try MattermostFixture()
        let long = String(repeating: "It goes on and on. ", count: 1_200)
        let message = Message.sample(sections: [Section(.whatHappened, long), Section(.help, long)])
        let rendering = try fixture.delivery(message).rendering
        #expect(rendering.findings.map(\.rule) == ["section_dropped", "text_truncated"])
        #expect(rendering["text"]?.contains("…\n\n[History and current status](https://") == true)
        let closed = try MattermostFixture(token: nil)
        #expect(try closed.delivery().rendering.findings.map(\.rule) == ["no_credentials"])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try text(.plannedSample(locale: locale)).contains(time))
        #expect(try !text(.plannedSample(.completed, locale: locale)).contains(time))
    }
}
