// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "mail", "partner-hooks", "a.b_c-9", "9lives", String(repeating: "x", count: 64)])
    func `a name is what people type`(_ text: String) throws {
        #expect(ChannelName(text)?.text == text)
        let name = try #require(AudienceName(text))
        #expect(try JSON.text(name) == "\"\(text)\"")
        #expect(try JSON.read(ComponentName.self, "\"\(text)\"").description == text)
    }

    @Test(arguments: [
        "", "A", "Mail", "-a", "_a", ".a", "a b", "a/b", "ä", "a\n", "a:b", "a,b", String(repeating: "x", count: 65),
        "a\0", "٣",
    ])
    func `anything else is none`(_ text: String) throws {
        #expect(ChannelName(text) == nil)
        #expect(throws: DecodingError.self) { try JSON.read(ChannelName.self, JSON.text(text)) }
    }

    @Test func `names sort as their texts`() throws {
        let names = try ["b", "a", "a-b", "a.b"].map { try #require(ChannelName($0)) }
        #expect(names.sorted().map(\.text) == ["a", "a-b", "a.b", "b"])
    }
}

@Suite struct LocaleTagTests {
    @Test(arguments: [
        ("en", "en"), ("DE", "de"), ("de-at", "de-AT"), ("de_AT", "de-AT"), ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("gsw", "gsw"), ("sl-rozaj", "sl-rozaj"), ("en-GB-oxendict", "en-GB-oxendict"), ("sr-Latn-RS", "sr-Latn-RS"),
    ])
    func `a tag is written in its one form`(_ text: String, _ canonical: String) throws {
        #expect(LocaleTag(text)?.text == canonical)
        #expect(try JSON.read(LocaleTag.self, "\"\(text)\"").text == canonical)
    }

    @Test(arguments: [
        "", "e", "english", "e1", "12", "en-", "-en", "en--us", "en us", "en-ü", "en-abcdefghi", "en-a-b-c-d", "*",
        "en\n", "../en",
        String(repeating: "abcd-", count: 9),
    ])
    func `what is no tag is refused`(_ text: String) throws {
        if text == "en-" || text == "-en" || text == "en--us" {
            // Empty subtags are left out: people paste such tags.
            #expect(LocaleTag(text)?.language == "en")
        } else {
            #expect(LocaleTag(text) == nil)
            #expect(throws: DecodingError.self) { try JSON.read(LocaleTag.self, JSON.text(text)) }
        }
    }

    @Test func `a tag is looked up from the special to the general`() throws {
        #expect(try #require(LocaleTag("zh-Hant-TW")).lookupChain.map(\.text) == ["zh-Hant-TW", "zh-Hant", "zh"])
        #expect(LocaleTag.english.lookupChain.map(\.text) == ["en"])
        #expect(try #require(LocaleTag("de-AT")).language == "de")
    }

    @Test(arguments: [("ar-EG", true), ("he", true), ("fa", true), ("en", false), ("de-AT", false), ("zh-Hant", false)])
    func `the direction of a language is known`(_ text: String, _ isRightToLeft: Bool) throws {
        #expect(try #require(LocaleTag(text)).isRightToLeft == isRightToLeft)
    }
}

@Suite struct IdentifierTests {
    private enum Thing {}
    private typealias ID = Identifier<Thing>

    @Test func `identifiers sort by the time of their making`() {
        var generator = Dice(seed: 3)
        var moments = (0..<1_000).map { _ in Int64.random(in: 0..<(1 << 48), using: &generator) }
        moments = Array(Set(moments)).sorted()
        let texts = moments.map { ID.make("inc", at: Timestamp(milliseconds: $0), using: &generator).text }
        #expect(texts == texts.sorted())
        #expect(Set(texts).count == texts.count)
    }

    @Test func `an identifier says what it names and is safe anywhere`() {
        var generator = Dice(seed: 4)
        let made = ID.make("msg", at: Timestamp(milliseconds: 1_795_269_900_000), using: &generator)
        #expect(made.text.hasPrefix("msg_01") && made.text.utf8.count == 30)
        #expect(made.text.dropFirst(4).utf8.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8.contains($0) })
        #expect(ID(made.text) == made)
        #expect(ID.make("msg", at: Timestamp(milliseconds: 1_795_269_900_000), using: &generator) != made)
    }

    @Test func `the time is the ULID's`() {
        var generator = Dice(seed: 5)
        // The example of the ULID specification.
        let made = ID.make("x", at: Timestamp(milliseconds: 1_469_918_176_385), using: &generator)
        #expect(made.text.hasPrefix("x_01ARYZ6S41"))
    }

    @Test(arguments: ["", "a b", "a.b", "a/b", "ä", "a\n", String(repeating: "x", count: 65)])
    func `what is unsafe is no identifier`(_ text: String) throws {
        #expect(ID(text) == nil)
        #expect(throws: DecodingError.self) { try JSON.read(ID.self, JSON.text(text)) }
    }

    @Test func `an identifier is its text in JSON`() throws {
        let made = try #require(ID("inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"))
        #expect(try JSON.text(made) == "\"inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R\"")
        #expect(try JSON.read(ID.self, "\"inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R\"") == made)
    }
}
