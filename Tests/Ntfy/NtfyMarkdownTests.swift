// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Ntfy
import Testing

@Suite struct NtfyMarkdownTests {
    private func text(_ markdown: String) throws -> String {
        let message = Message.sample(phase: nil, severity: nil)
        var copy = message
        copy.sections = [Section(.impact, markdown)]
        copy.facts.nextUpdateAt = nil
        let fixture = try NtfyFixture(NtfyFixture.settings { $0.isMarkdown = true })
        return String(try fixture.request(copy).message.message.dropFirst("**Impact**\n\n".count))
    }

    /// What a reader of Markdown sees in what was written: the same words as in the source.
    @Test(arguments: [
        "a *b* **c** ~~d~~", "1\\. not a list", "\\# no heading", "\\*\\*no marks\\*\\*", "a\\_b\\_c",
        "<script>x</script>",
        "`` a ` b ``", "```\n``` x\n~~~\n```", "- one\n- two\n  - three", "> quoted\n> twice",
        "[x](https://a.example/b)",
        "| a | b |\n|---|---|\n| 1 | 2 |", "![pic](https://a.example/p.png)", "5 \\* 5 = 25 \\| x", "&amp;lt; \\&lt;",
    ])
    func `what was written reads as what was meant`(_ source: String) throws {
        let words = { (text: String) in
            Markdown(text).plainText().filter { $0.isLetter || $0.isNumber || "<>*_#&;".contains($0) }
        }
        #expect(words(try text(source)) == words(source))
    }

    @Test func `an address keeps its brackets to itself`() throws {
        #expect(try text("[x](https://a.example/(b))") == "[x](https://a.example/%28b%29)")
    }

    @Test(arguments: HostileMessages.all)
    func `no link leads elsewhere than to what is safe`(_ hostile: HostileMessage) throws {
        let fixture = try NtfyFixture(NtfyFixture.settings { $0.isMarkdown = true })
        let html = Markdown(try fixture.request(hostile.message).message.message).html()
        #expect(!html.contains("href=\"javascript:"))
        #expect(!html.contains("<script"))
        #expect(!html.contains("<img"))
    }
}
