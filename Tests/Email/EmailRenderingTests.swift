// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct EmailRenderingTests {
    private func render(_ message: Message) throws -> Rendering {
        try EmailFixture.channel().render(message, for: EmailFixture.destination())
    }

    @Test(
        arguments: [
            (EmailFixture.message(), "[Resolved] Checkout errors"),
            (EmailFixture.message(locale: "de", phase: .investigating), "[Wird untersucht] Checkout errors"),
            (EmailFixture.message(locale: "de", subject: "Störung"), "[Behoben] Störung"),
            (EmailFixture.message(subject: "[Resolved] All well"), "[Resolved] All well"),
            (EmailFixture.message(isDrill: true), "[EXERCISE] [Resolved] Checkout errors"),
            (EmailFixture.message(subject: "[Resolved] X", isDrill: true), "[EXERCISE] [Resolved] X"),
            (EmailFixture.message(incidentTitle: "a\r\nBcc: eve@example.com"), "[Resolved] a Bcc: eve@example.com"),
        ]
    )
    func `a subject leads with the state and keeps the incident's title`(message: Message, subject: String) throws {
        #expect(try render(message)["subject"] == subject)
    }

    @Test func `a correction says so in the subject and in both bodies`() throws {
        let rendering = try render(.sample(locale: "de", corrects: 1))
        #expect(
            rendering["subject"]
                == "[Korrektur zu Meldung 1] [Ursache gefunden] Checkout is failing for some buyers"
        )
        for part in ["text", "html"] {
            #expect(rendering[part]?.contains("Ursache gefunden · Korrektur zu Meldung 1") == true, "\(part)")
        }
    }

    @Test func `a notice without incident has its title as subject`() throws {
        var message = EmailFixture.message(phase: nil)
        message.facts.incident = nil
        #expect(try render(message)["subject"] == "Payments are working again")
    }

    @Test func `a subject at the limit is whole and one above is cut with a finding`() throws {
        let whole = try render(EmailFixture.message(phase: nil, incidentTitle: String(repeating: "é", count: 255)))
        #expect(whole["subject"]?.count == 255)
        #expect(whole.findings.isEmpty)
        let cut = try render(EmailFixture.message(phase: nil, incidentTitle: String(repeating: "é", count: 256)))
        #expect(cut["subject"]?.count == 255 && cut["subject"]?.hasSuffix("…") == true)
        #expect(cut.findings.map(\.rule) == ["text_truncated"])
        #expect(cut.findings.first?.place == "subject")
    }

    @Test func `the text says everything there is to say`() throws {
        let text = try #require(try render(EmailFixture.message())["text"])
        #expect(
            text == """
                [Resolved]

                Payments are working again
                --------------------------

                Severity: Major
                Affected: checkout, payments
                Started: Sat 21 Nov 2026, 13:35 UTC
                As of: Sat 21 Nov 2026, 14:05 UTC

                ## What happened

                Card payments failed between 14:05 and 15:10 UTC.

                ## Impact

                About 5 % of checkouts ended in an error. See https://market.example/a?b=1&c=2.

                History and current status:
                https://market.example/status/incidents/inc_1

                -- \nYou get this mail because your address is on the list for these messages.
                Market Status

                """
        )
    }

    @Test(arguments: ["text", "html"])
    func `both bodies name state, facts, sections and link in the message's language`(part: String) throws {
        let body = try #require(try render(EmailFixture.message(locale: "de", phase: .identified))[part])
        for piece in [
            "Ursache gefunden", "Betroffen", "checkout, payments", "Beginn", "Nächste Meldung",
            "Sa., 21. Nov. 2026, 14:25 UTC", "Was ist passiert", "Auswirkungen",
            "https://market.example/status/incidents/inc_1", "Market Status",
        ] { #expect(body.contains(piece), "\(piece)") }
    }

    @Test(arguments: ["text", "html"])
    func `a mail on planned work says when it is planned, and not that it has started`(part: String) throws {
        var message = EmailFixture.message(phase: .scheduled)
        message.facts.scheduledFor = message.facts.publishedAt + .seconds(86_400)
        message.facts.scheduledUntil = message.facts.publishedAt + .seconds(90_000)
        message.facts.startedAt = message.facts.scheduledFor
        let planned = try #require(try render(message)[part])
        for piece in ["Planned start", "Sun 22 Nov 2026, 14:05 UTC", "Planned end", "Sun 22 Nov 2026, 15:05 UTC"] {
            #expect(planned.contains(piece), "\(piece)")
        }
        #expect(!planned.contains("Started"))
        message.facts.phase = .inProgress
        #expect(try render(message)[part]?.contains("Started") == true)
        message.facts.phase = .completed
        #expect(try render(message)[part]?.contains("Planned") == false)
    }

    @Test(arguments: ["text", "html"])
    func `nobody waits for a next update once all is over`(part: String) throws {
        #expect(try render(EmailFixture.message(phase: .monitoring))[part]?.contains("Next update") == true)
        #expect(try render(EmailFixture.message(phase: .resolved))[part]?.contains("Next update") == false)
    }

    @Test(arguments: ["subject", "text", "html"])
    func `a drill says so in every part, before anything else`(part: String) throws {
        let body = try #require(try render(EmailFixture.message(isDrill: true))[part])
        let mark = try #require(body.firstRange(of: "EXERCISE"))
        let title = body.ranges(of: "Checkout errors") + body.ranges(of: "<h1").map { $0 } + body.ranges(of: "----")
        #expect(title.allSatisfy { mark.lowerBound < $0.lowerBound })
        #expect(try render(EmailFixture.message())[part]?.contains("EXERCISE") == false)
    }

    @Test func `markup in what people write is shown, never obeyed`() throws {
        let html = try #require(
            try render(
                EmailFixture.message(
                    title: "</title><script>alert(1)</script>",
                    short: "\"><img src=x>",
                    sections: [
                        Section(.impact, "<script>alert(2)</script> [x](javascript:alert(3)) ![i](https://e.example/i)")
                    ],
                    link: "https://market.example/\"onmouseover=\"alert(4)"
                )
            )["html"]
        )
        #expect(!html.contains("<script") && !html.contains("<img"))
        #expect(!html.contains("href=\"javascript"))
        #expect(!html.contains("\"onmouseover"))
        #expect(html.contains("&lt;script&gt;"))
    }

    @Test func `a link that is none of the web's is shown and not linked`() throws {
        let html = try #require(try render(EmailFixture.message(link: "javascript:alert(1)"))["html"])
        #expect(html.contains("javascript:alert(1)") && !html.contains("href=\"javascript"))
    }

    @Test(arguments: [("en", "ltr", "left"), ("ar", "rtl", "right"), ("he-IL", "rtl", "right")])
    func `the page says its language and direction`(locale: String, direction: String, align: String) throws {
        let html = try #require(try render(EmailFixture.message(locale: locale))["html"])
        #expect(html.contains("<html lang=\"\(locale)\" dir=\"\(direction)\">"))
        #expect(html.contains("<td class=\"text edge\" align=\"\(align)\""))
    }

    @Test func `the list of mails shows the short sentence, or the impact where there is none`() throws {
        let short = try #require(try render(EmailFixture.message(short: "All payments work & are safe."))["html"])
        #expect(short.contains("opacity:0\">All payments work &amp; are safe. &#847;"))
        let impact = try #require(try render(EmailFixture.message())["html"])
        #expect(impact.contains("opacity:0\">About 5 % of checkouts ended in an error."))
    }

    @Test func `the HTML loads nothing from anywhere`() throws {
        let html = try #require(try render(EmailFixture.message())["html"])
        for loader in ["<img", "<link", "<script", "url(", "@import", "src="] { #expect(!html.contains(loader)) }
    }

    @Test func `what is too long gives up the least needed sections in both bodies alike`() throws {
        let long = String(repeating: "Sehr wichtige Wörter stehen hier. ", count: 1_800)
        let names: [SectionName] = [.whatHappened, .impact, .whatWeDo, .compensation, .safeguards, .help]
        let rendering = try render(EmailFixture.message(sections: names.map { Section($0, long) }))
        let dropped = rendering.findings.filter { $0.rule == "section_dropped" }.compactMap(\.place)
        #expect(dropped.first == "safeguards" && !dropped.contains("impact"))
        for part in ["text", "html"] {
            let body = try #require(rendering[part])
            #expect(body.utf8.count <= 256 * 1_024)
            #expect(body.contains("Impact") && !body.contains("What we are changing"))
        }
    }

    @Test(arguments: ["&", "\"<", "> ", "- a\n", "* \n", "ü", "[a](https://b.example)\n\n"])
    func `even the worst section ends in whole HTML within the limit`(piece: String) throws {
        let text = String(repeating: piece, count: 64 * 1_024 / piece.utf8.count)
        let rendering = try render(
            EmailFixture.message(sections: [Section(.impact, text), Section(.nextUpdate, text)])
        )
        let html = try #require(rendering["html"])
        #expect(html.utf8.count <= 256 * 1_024)
        #expect(html.hasSuffix("</html>\n"))
        #expect(html.ranges(of: "<p").count <= html.ranges(of: "</p>").count + 1)
    }

    @Test func `one rendering serves every reader of a language`() throws {
        let channel = try EmailFixture.channel()
        let message = EmailFixture.message()
        let first = try channel.render(message, for: EmailFixture.destination("ada@example.com"))
        #expect(try channel.render(message, for: EmailFixture.destination("bo@example.org")) == first)
        #expect(!EmailChannel.manifest.isPersonal)
    }
}
