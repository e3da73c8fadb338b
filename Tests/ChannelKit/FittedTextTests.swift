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

@Suite struct MessageWordsTests {
    @Test(arguments: SectionName.allCases)
    func `every section has a heading in English and German`(_ section: SectionName) throws {
        let english = Message.heading(for: section, locale: .english)
        #expect(!english.isEmpty && english != section.rawValue)
        #expect(Message.heading(for: section, locale: try #require(LocaleTag("de-AT"))) != english)
        #expect(Message.heading(for: section, locale: try #require(LocaleTag("fr"))) == english)
    }

    @Test(arguments: Phase.allCases)
    func `every phase has its own word in English and German`(_ phase: Phase) throws {
        let german = try #require(LocaleTag("de"))
        #expect(
            Phase.allCases.count {
                Message.stateWord(for: $0, locale: .english) == Message.stateWord(for: phase, locale: .english)
            } == 1
        )
        #expect(
            Phase.allCases.count {
                Message.stateWord(for: $0, locale: german) == Message.stateWord(for: phase, locale: german)
            } == 1
        )
    }

    @Test(arguments: Severity.allCases)
    func `every severity has a word in English and German`(_ severity: Severity) throws {
        let german = Message.severityWord(for: severity, locale: try #require(LocaleTag("de")))
        #expect(!german.isEmpty && german != Message.severityWord(for: severity, locale: .english))
    }

    @Test func `a moment reads as people write it`() throws {
        let moment = try #require(Timestamp("2026-11-21T14:05:59Z"))
        #expect(Message.readable(moment, locale: .english) == "Sat 21 Nov 2026, 14:05 UTC")
        #expect(Message.readable(moment, locale: try #require(LocaleTag("de"))) == "Sa., 21. Nov. 2026, 14:05 UTC")
        #expect(Message.readable(moment, locale: try #require(LocaleTag("ja"))) == "Sat 21 Nov 2026, 14:05 UTC")
    }

    @Test func `only an exercise has a watermark`() {
        #expect(Message.sample().watermark == nil)
        #expect(Message.sample(isDrill: true).watermark == "EXERCISE")
        #expect(Message.sample(locale: "de-CH", isDrill: true).watermark == "ÜBUNG")
    }

    @Test(arguments: [
        ("en", "Correction of update 3"), ("de-CH", "Korrektur zu Meldung 3"), ("ar", "تصحيح التحديث 3"),
        ("ja", "Correction of update 3"),
    ])
    func `a correction says before its title what it puts right`(locale: String, mark: String) {
        let message = Message.sample(title: "Checkout\nfails", locale: locale, corrects: 3)
        #expect(message.correctionMark == mark)
        #expect(message.headline == "\(mark): Checkout fails")
        #expect(message.markedTitle == "\(mark): Checkout\nfails")
        #expect(Message.sample(locale: locale).correctionMark == nil)
    }

    @Test func `an exercise comes before a correction`() {
        let message = Message.sample(title: "Checkout fails", isDrill: true, corrects: 1)
        #expect(message.headline == "[EXERCISE] Correction of update 1: Checkout fails")
    }

    @Test(arguments: ["en", "de", "ar"])
    func `an update that was put right says by which`(locale: String) throws {
        let tag = try #require(LocaleTag(locale))
        let mark = Message.correctedMark(by: 7, locale: tag)
        #expect(mark.contains("7") && mark != Message.correctionMark(of: 7, locale: tag))
    }
}
