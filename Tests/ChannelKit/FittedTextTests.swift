// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct FittedTextTests {
    private let write: (Message) -> String = { message in
        ([message.title] + message.sections.map(\.markdown)).joined(separator: "\n\n")
    }

    @Test func `a message that fits is left alone`() {
        let message = Message.sample()
        let fitted = message.fitted(
            to: TextLimit(10_000, .bytes),
            dropOrder: ChannelManifest.defaultDropOrder,
            write: write
        )
        #expect(fitted.text == write(message))
        #expect(fitted.dropped.isEmpty && !fitted.wasCut && fitted.findings(part: "text").isEmpty)
    }

    @Test func `sections go in the declared order until the rest fits`() {
        let message = Message.sample()
        let limit = TextLimit(write(message).utf8.count - 80, .bytes)
        let fitted = message.fitted(to: limit, dropOrder: ChannelManifest.defaultDropOrder, write: write)
        #expect(fitted.dropped == [.help, .whatWeDo])
        #expect(!fitted.wasCut && limit.holds(fitted.text))
        #expect(fitted.findings(part: "text").map(\.rule) == ["section_dropped", "section_dropped"])
        #expect(fitted.findings(part: "text").map(\.place) == ["help", "what_we_do"])
        #expect(fitted.findings(part: "text").allSatisfy { $0.level == .warning })
    }

    @Test func `what cannot be dropped is cut and ends in the link`() throws {
        let message = Message.sample(
            sections: [
                Section(.whatHappened, String(repeating: "It fails. ", count: 500)),
                Section(.impact, String(repeating: "No pay. ", count: 90)),
            ]
        )
        let limit = TextLimit(300, .graphemes)
        let fitted = message.fitted(to: limit, dropOrder: ChannelManifest.defaultDropOrder, write: write)
        #expect(fitted.dropped == [.whatHappened] && fitted.wasCut && limit.holds(fitted.text))
        let link = try #require(message.facts.link)
        #expect(fitted.text.hasPrefix(message.title) && fitted.text.hasSuffix("… " + link))
        #expect(fitted.findings(part: "post").last?.rule == "text_truncated")
        #expect(fitted.findings(part: "post").last?.place == "post")
    }

    @Test func `the only section that says what happened is cut, not dropped`() {
        let message = Message.sample(
            sections: [
                Section(.whatHappened, String(repeating: "It fails. ", count: 500)), Section(.nextUpdate, "Soon."),
            ]
        )
        let fitted = message.fitted(
            to: TextLimit(200, .bytes),
            dropOrder: ChannelManifest.defaultDropOrder,
            write: write
        )
        #expect(fitted.dropped.isEmpty && fitted.wasCut && fitted.text.contains("It fails."))
    }

    @Test func `empty sections are not reported as dropped`() {
        let message = Message.sample(
            sections: [Section(.help, " "), Section(.impact, String(repeating: "x ", count: 500))]
        )
        let fitted = message.fitted(to: TextLimit(200, .bytes), dropOrder: [.help], write: write)
        #expect(fitted.dropped.isEmpty && fitted.wasCut)
    }
}
