// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct MessageWordsTests {
    /// Every wording of a language, by what it is for.
    private static func words(_ text: String) throws -> [String: String] {
        let locale = try #require(LocaleTag(text))
        var words = ["exercise": Message.exerciseMark(locale: locale)]
        for section in SectionName.allCases { words["\(section)"] = Message.heading(for: section, locale: locale) }
        for phase in Phase.allCases { words["\(phase)"] = Message.stateWord(for: phase, locale: locale) }
        for severity in Severity.allCases { words["\(severity)"] = Message.severityWord(for: severity, locale: locale) }
        for label in Message.Label.allCases { words["\(label)"] = Message.label(label, locale: locale) }
        words["correction"] = Message.correctionMark(of: 2, locale: locale)
        words["corrected"] = Message.correctedMark(by: 3, locale: locale)
        return words
    }

    @Test func `every word exists in English, German and Arabic, and is another in each`() throws {
        let languages = try ["en", "de-AT", "ar-EG"].map(Self.words)
        for (name, english) in languages[0] {
            let all = [english] + languages[1...].compactMap { $0[name] }
            #expect(all.count == 3 && Set(all).count == 3, "\(name): \(all)")
            #expect(all.allSatisfy { !$0.isEmpty && $0.first?.isWhitespace == false && $0.last?.isWhitespace == false })
        }
    }

    @Test(arguments: ["fr", "ja", "he"])
    func `English stands in for every other language`(locale: String) throws {
        #expect(try Self.words(locale) == Self.words("en"))
    }

    @Test(arguments: ["en", "de", "ar"])
    func `every phase and every section has words of its own`(locale: String) throws {
        let tag = try #require(LocaleTag(locale))
        #expect(Set(Phase.allCases.map { Message.stateWord(for: $0, locale: tag) }).count == Phase.allCases.count)
        let headings = SectionName.allCases.map { Message.heading(for: $0, locale: tag) }
        #expect(Set(headings).count == headings.count && !headings.contains("what_happened"))
    }

    @Test func `Arabic words are in Arabic letters throughout, and so are its days and months`() throws {
        let arabic = try #require(LocaleTag("ar"))
        var texts = Array(try Self.words("ar").values)
        // All weekdays in all months.
        for day in 0..<366 {
            let moment = Timestamp(milliseconds: 1_795_269_900_000) + .seconds(day * 86_400)
            texts.append(Message.readable(moment, locale: arabic))
        }
        for hours in [1.5, 24] {
            texts.append(try #require(Message.plannedSample(hours: hours, locale: "ar").plannedTime))
        }
        for text in texts {
            let rest = text.replacing("UTC", with: "").unicodeScalars
                .filter { !(0x600...0x6FF).contains($0.value) && $0 != " " && $0 != ":" && !("0"..."9").contains($0) }
            #expect(rest.isEmpty, "\(text)")
            // What shows a line looks at its first letter to know the direction.
            #expect(text.unicodeScalars.first.map { $0.value >= 0x600 } == true, "\(text)")
        }
    }

    @Test(arguments: [
        ("en", "Sat 21 Nov 2026, 14:05 UTC"), ("de", "Sa., 21. Nov. 2026, 14:05 UTC"),
        ("ar", "السبت 21 نوفمبر 2026، 14:05 UTC"), ("ja", "Sat 21 Nov 2026, 14:05 UTC"),
    ])
    func `a moment reads as people write it`(locale: String, words: String) throws {
        let moment = try #require(Timestamp("2026-11-21T14:05:59Z"))
        #expect(Message.readable(moment, locale: try #require(LocaleTag(locale))) == words)
    }

    @Test func `only an exercise has a watermark`() {
        #expect(Message.sample().watermark == nil)
        #expect(Message.sample(isDrill: true).watermark == "EXERCISE")
        #expect(Message.sample(locale: "de-CH", isDrill: true).watermark == "ÜBUNG")
        #expect(Message.sample(locale: "ar-EG", isDrill: true).watermark == "تمرين")
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
