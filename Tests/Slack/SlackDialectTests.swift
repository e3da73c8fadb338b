// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Slack
import Testing

@Suite struct SlackDialectTests {
    @Test(arguments: [
        ("Some **payments** _fail_ ~~always~~ `now`.", "Some *payments* _fail_ ~always~ `now`."),
        ("# Title\n\nText.", "*Title*\n\nText."),
        ("[pay & go](https://example.com/?a=b&c=d)", "<https://example.com/?a=b&amp;c=d|pay &amp; go>"),
        ("[a|b](https://example.com/x|y)", "<https://example.com/x%7Cy|a¦b>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("\\> no quote", "\u{200B}&gt; no quote"),
        ("2 \\* 3 \\* 4", "2 \u{200B}*\u{200B} 3 \u{200B}*\u{200B} 4"),
        ("card_declined", "card_declined"),
        ("\\_x\\_", "\u{200B}_\u{200B}x\u{200B}_\u{200B}"),
        ("> quoted", "> quoted"),
        ("- one\n- two", "• one\n• two"),
        ("``a`b``", "`aˋb`"),
        ("```\n<a> ``` b\n```", "```\n&lt;a&gt; `\u{200B}`\u{200B}` b\n```"),
        ("at 10:30:15 :fire:", "at 10:\u{2060}30:15 :\u{2060}fire:"),
        ("<!here> <@U1> @channel", "&lt;!here&gt; &lt;@\u{2060}U1&gt; @\u{2060}channel"),
    ])
    func `Markdown is written as mrkdwn`(source: String, expected: String) {
        #expect(Markdown(source).blocks.written(in: SlackDialect()) == expected)
    }

    @Test(arguments: HostileMessages.all)
    func `every message keeps every limit, mentions nobody and leaves no mark open`(
        hostile: HostileMessage
    ) async throws {
        for message in [hostile.message, hostile.message.inOneSection] {
            let fixture = try SlackFixture()
            try await fixture.deliver(message)
            let body = try #require(try fixture.bodies.first)
            #expect(!body.text.isEmpty && body.text.utf16.count <= 4_000)
            #expect(
                body.blocks.count <= 50 && body.blocks.first.map { ["header", "section"].contains($0.type) } == true
            )
            #expect(body.parse == "none" && body.link_names == false)
            for block in body.blocks {
                for text in block.texts {
                    #expect(!text.text.isEmpty && text.text.utf16.count <= (block.type == "header" ? 150 : 3_000))
                    guard text.type == "mrkdwn" else { continue }
                    #expect(text.verbatim == true)
                    let flaws = MrkdwnShape(text.text).flaws
                    #expect(flaws.isEmpty, "\(hostile.name): \(flaws) in \(text.text.prefix(200))")
                }
            }
            #expect(MrkdwnShape(body.text).flaws.isEmpty)
        }
    }
}
