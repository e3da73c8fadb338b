// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

@Suite struct LocaleTests {
    private let files = Samples.files(
        "",
        [
            "en.md": Samples.text("english"), "de.md": Samples.text("deutsch"), "pt-BR.md": Samples.text("português"),
            "de.email.md": Samples.text("Post"),
        ]
    )

    @Test(
        arguments: [
            (nil, "email", "english"), ("en", "email", "english"), ("en-GB", "email", "english"),
            ("de", "webhook", "deutsch"),
            ("de-AT", "webhook", "deutsch"), ("de-Latn-AT", "email", "Post"), ("pt", "email", "português"),
            ("pt-BR", "webhook", "português"), ("fr", "email", "english"), ("fr-CA", "webhook", "english"),
        ] as [(String?, String, String)]
    )
    func `a reader gets the nearest wording`(locale: String?, plugin: String, text: String) throws {
        let composition = try Samples.compose(files)
        let message = composition.message(for: locale.flatMap { LocaleTag($0) }, plugin: plugin)
        #expect(message[.whatHappened] == text)
    }

    @Test func `all of the template's locales are composed, the default first`() throws {
        #expect(try Samples.compose(files).messages.map(\.locale.text) == ["en", "de", "pt-BR"])
        let german = try #require(LocaleTag("de"))
        #expect(try Samples.compose(files, defaultLocale: german).messages.map(\.locale.text) == ["de", "en", "pt-BR"])
    }

    @Test func `only wanted locales are composed, and those that are not there are told`() throws {
        let wanted = ["de-CH", "fr", "fr"].compactMap { LocaleTag($0) }
        let composition = try Samples.compose(files, locales: wanted)
        #expect(composition.messages.map(\.locale.text) == ["en", "de"])
        #expect(composition.findings.map(\.rule) == ["unsupported_locale"])
        #expect(composition.findings.first?.locale?.text == "fr")
    }

    @Test func `a template without the default locale speaks the next best and says so`() throws {
        let french = try #require(LocaleTag("fr"))
        let composition = try Samples.compose(files, defaultLocale: french)
        #expect(composition.messageSet.standard.locale == .english)
        #expect(composition.findings.map(\.rule) == ["unsupported_locale"])
        let german = Samples.files("", ["de.md": Samples.text("deutsch")])
        #expect(try Samples.compose(german).messageSet.standard.locale.text == "de")
    }
}
