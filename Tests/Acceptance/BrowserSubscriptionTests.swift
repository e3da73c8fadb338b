// SPDX-License-Identifier: Apache-2.0

import Testing

extension Acceptance {
    /// The pages on which readers choose, as readers see them: in a browser, small and large, light and dark, in three
    /// languages, without barriers.
    @Suite(BrowserSession.needed) struct BrowserSubscriptions {
        private static let subscriptions = """
            { audiences: [{ name: public, title: { en: Everyone, de: Alle, ar: الجميع } }, sellers], \
            channels: [mail, hooks], feedback: true }
            """

        /// A page looked at in every way: its language, what does not fit its width, and what axe and the console say.
        private static func look(at url: String, _ name: String) -> [JSON] {
            [("en", 390, "light"), ("de", 1_280, "dark"), ("ar", 390, "dark"), ("ar", 1_280, "light")]
                .flatMap { language, width, scheme -> [JSON] in
                    let called = "\(name) \(language) \(width)"
                    let separator = url.contains("?") ? "&" : "?"
                    return [
                        [
                            "do": "open", "url": .string("\(url)\(separator)locale=\(language)"),
                            "width": .number(Double(width)), "scheme": .string(scheme),
                        ],
                        [
                            "do": "run", "as": .string("\(called) fit"),
                            "script": """
                            return [document.documentElement.lang, document.documentElement.dir,
                              document.documentElement.scrollWidth <= innerWidth,
                              getComputedStyle(document.body).maxWidth !== '' && document.styleSheets.length === 1]
                            """,
                        ],
                        ["do": "axe", "as": .string("\(called) axe")],
                        ["do": "problems", "as": .string("\(called) problems")],
                    ]
                }
        }

        private static func expectSound(_ browser: BrowserSession, _ name: String) async throws {
            for (language, width) in [("en", 390), ("de", 1_280), ("ar", 390), ("ar", 1_280)] {
                let called = "\(name) \(language) \(width)"
                let direction: JSON = language == "ar" ? "rtl" : "ltr"
                #expect(
                    try await browser.answer("\(called) fit")["value"]
                        == [.string(language), direction, .boolean(true), .boolean(true)],
                    "\(called)"
                )
                #expect(try await browser.answer("\(called) axe").complaints == [], "\(called)")
                #expect(try await browser.answer("\(called) problems").complaints == [], "\(called)")
            }
        }

        @Test func `every page can be read and used by everyone`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    Subscriptions.site(on: stage, mail: mails, subscriptions: Self.subscriptions)
                )
                let preferences = try await Subscriptions.join(hub, mails, "ada@example.com")
                let incident = try await Subscriptions.declare(hub, "Checkout fails", component: "checkout")
                let mail = try #require(try await mails.mails(atLeast: 2, to: "ada@example.com").last)
                let asked = try await Subscriptions.subscribe(hub, "channel=mail&to=bo%40example.com&components=search")
                #expect(asked.status == 200)
                let question = try #require(try await mails.mails(atLeast: 1, to: "bo@example.com").first)
                let pages: [(String, String)] = [
                    ("subscribe", "\(hub.site.url)/subscribe"),
                    ("incident", "\(hub.site.url)/subscribe?incident=\(incident)"),
                    ("confirm", try Subscriptions.link("/subscribe/confirm/", in: question)),
                    ("preferences", preferences),
                    ("erase", "\(preferences)/erase"),
                    ("feedback", try Subscriptions.link("/feedback/", in: mail)),
                    ("unsubscribe", try Subscriptions.link("/unsubscribe/", in: mail)),
                ]
                let browser = try BrowserSession(on: stage, pages.flatMap { Self.look(at: $1, $0) })
                for (name, _) in pages { try await Self.expectSound(browser, name) }
            }
        }

        @Test func `a person subscribes and chooses with nothing but the pages`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    Subscriptions.site(on: stage, mail: mails, subscriptions: Self.subscriptions)
                )
                let asking = try BrowserSession(
                    on: stage,
                    [
                        ["do": "open", "url": .string("\(hub.site.url)/subscribe"), "width": 390, "languages": "de"],
                        ["do": "run", "script": "document.querySelector('#to').value = 'zoe@example.com'"],
                        ["do": "click", "on": "input[value=checkout]"],
                        ["do": "click", "on": "form button"],
                        ["do": "wait", "for": "h1", "text": "Bitte sehen Sie nach", "as": "sent"],
                        ["do": "problems", "as": "problems"],
                    ]
                )
                try await asking.answer("sent")
                #expect(try await asking.answer("problems").complaints == [])
                let question = try #require(try await mails.mails(atLeast: 1, to: "zoe@example.com").first)
                #expect(question.subject == "Market: bitte bestätigen Sie Ihre Anmeldung")
                let confirm = try Subscriptions.link("/subscribe/confirm/", in: question)
                let choosing = try BrowserSession(
                    on: stage,
                    [
                        ["do": "open", "url": .string(confirm), "width": 390],
                        ["do": "click", "on": "form button"],
                        ["do": "wait", "for": "h1", "text": "Sie sind angemeldet", "as": "confirmed"],
                        ["do": "click", "on": "main a"],
                        ["do": "wait", "for": "h1", "text": "Was Sie erfahren"],
                        [
                            "do": "run", "as": "before",
                            "script": "return [...document.querySelectorAll('input:checked')].map(one => one.value)",
                        ],
                        ["do": "click", "on": "fieldset fieldset input[value=search]"],
                        ["do": "click", "on": "button[value=save]"],
                        ["do": "wait", "for": "[role=status]", "text": "gespeichert"],
                        [
                            "do": "run", "as": "after",
                            "script": "return [...document.querySelectorAll('input:checked')].map(one => one.value)",
                        ],
                        ["do": "click", "on": "button[value=leave]"],
                        ["do": "wait", "for": ".notice", "text": "keine Meldungen", "as": "left"],
                        ["do": "problems", "as": "problems"],
                    ]
                )
                try await choosing.answer("confirmed")
                #expect(try await choosing.answer("before")["value"] == ["public", "checkout"])
                #expect(try await choosing.answer("after")["value"] == ["public", "checkout", "search"])
                try await choosing.answer("left")
                #expect(try await choosing.answer("problems").complaints == [])
            }
        }
    }
}
