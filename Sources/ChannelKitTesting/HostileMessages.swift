// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Messages that every channel must be able to shape and send, each for another reason.
///
/// All of them say something: at the least they have a title.
public enum HostileMessages {
    public static let all: [HostileMessage] =
        sizes + scripts + injections + shapes + plans + mixtures + inOneSection

    private static func saying(_ text: String, title: String = "Checkout is failing", locale: String = "en") -> Message
    {
        .sample(
            title: title,
            locale: locale,
            sections: [Section(.whatHappened, text), Section(.impact, "Nobody can pay.")]
        )
    }

    static func many(_ text: String, _ count: Int = 30_000) -> String {
        String(repeating: text, count: max(1, count / text.unicodeScalars.count))
    }

    /// Messages that have to be cut, with nothing beside what is cut: no section can be given up for it.
    ///
    /// Not all of them once more: each takes its time with every adapter.
    private static var inOneSection: [HostileMessage] {
        let telling: Set = ["30,000 characters", "escapes at every place"]
        return (sizes + scripts + injections + shapes).filter { telling.contains($0.name) }
            .map { $0.saying(allIn: .impact) }
    }

    private static let sizes = [
        HostileMessage("30,000 characters", saying(many("Payments fail at random. "))),
        HostileMessage("one word of 30,000 letters", saying(many("a"))),
        HostileMessage("one address of 30,000 letters", saying("See https://example.com/" + many("a") + " now.")),
        HostileMessage(
            "every section full",
            .sample(sections: SectionName.allCases.map { Section($0, many("It goes on and on. ", 6_000)) })
        ),
        HostileMessage("the longest title", saying("Short.", title: many("Checkout is failing ", 255))),
        HostileMessage("a title of emoji", saying("Short.", title: String(repeating: "👩‍👩‍👧‍👦", count: 255))),
        HostileMessage("a long link", .sample(link: "https://status.market.example/" + many("x", 1_900))),
        HostileMessage("empty sections", .sample(sections: [Section(.whatHappened, ""), Section(.impact, " \n\t ")])),
        HostileMessage("no sections", .sample(sections: [])),
        HostileMessage("no facts", .sample(phase: nil, severity: nil, link: nil)),
        HostileMessage("only a next update", .sample(sections: [Section(.nextUpdate, "At 14:25 UTC.")], link: nil)),
    ]

    private static let scripts = [
        HostileMessage("emoji families", saying(many("👨‍👩‍👧‍👦👩🏽‍🚒"))),
        HostileMessage("flags", saying(many("🇩🇪🇫🇷🇯🇵🏴󠁧󠁢󠁳󠁣󠁴󠁿"))),
        HostileMessage(
            "combining marks",
            saying(many("Z\u{351}\u{36B}\u{343}a\u{30A}\u{32D}l\u{489}g\u{334}o\u{360} "))
        ),
        HostileMessage("one character of 5,000 marks", saying("a" + many("\u{301}", 5_000))),
        HostileMessage(
            "right to left",
            saying(many("تعذر الدفع \u{202E}مؤقتًا\u{202C}. "), title: "تعذر الدفع لبعض المشترين", locale: "ar")
        ),
        HostileMessage("Chinese", saying(many("支付服务出现故障，我们正在处理。"), title: "支付服务出现故障", locale: "zh-Hant-TW")),
        HostileMessage(
            "German",
            saying(many("Zahlungen schlagen für Käufer fehl. "), title: "Störung: Zahlung", locale: "de")
        ),
        HostileMessage(
            "line ends of all kinds",
            saying(many("one\r\ntwo\rthree\u{2028}four\u{2029}five\u{85}six\n\n", 3_000))
        ),
    ]

    /// Planned work over midnight, with the longest of titles, in the languages that have the longest words for it.
    private static let plans = ["de", "ar"]
        .flatMap { locale in
            [many("Wartung ", 255), many("\\", 255), many("صيانة ", 255)]
                .map { title in
                    let sections = [Section(.impact, many("It goes on and on. ", 3_000))]
                    let plan = Message.plannedSample(
                        .verifying,
                        hours: 24,
                        title: title,
                        locale: locale,
                        sections: sections
                    )
                    return HostileMessage("planned work in \(locale), “\(title.prefix(7))”", plan)
                }
        }

    private static let injections = [
        HostileMessage(
            "header injection",
            .sample(
                title: "Checkout\r\nBcc: victim@example.net\r\nX-Injected: yes\r\n\r\nbody",
                subject: "Checkout\nBcc: victim@example.net\r\nX-Injected: yes",
                short: "Checkout\r\nX-Injected: yes",
                sections: [Section(.whatHappened, "A\r\n.\r\nQUIT\r\nBcc: victim@example.net\r\n\r\nFrom here on.")]
            )
        ),
        HostileMessage(
            "control characters",
            saying(
                "a\u{0}b\u{7}c\u{8}d\u{1B}[31me\u{7F}f\u{9B}g\u{FEFF}h\u{FFFE}",
                title: "a\u{0}b\u{1B}]0;c\u{7}d\u{202E}e"
            )
        ),
        HostileMessage(
            "markup injection",
            saying(
                """
                <script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](data:text/html,c)
                *_~`|>#+-=|{}.! \\ ]]> --> "}],"x":{" {{title}} {{{title}}} ${HOME} %s %n &amp; &lt; <@U1> <https://a|b>
                """,
                title: "</title><script>\"'&{{x}}*_~`"
            )
        ),
        HostileMessage(
            "mass mentions",
            saying(
                "@everyone @here @all @channel <!channel> <!here> <!everyone> <@&1> @room",
                title: "@everyone <!here>"
            )
        ),
        HostileMessage("escapes at every place", saying(many("\\"), title: many("\\", 255))),
        HostileMessage("entities at every place", saying(many("&amp;<>\"'"), title: many("&<>\"'", 255))),
    ]

    private static let shapes = [
        HostileMessage(
            "a table",
            saying(many("| region | share | since |\n|---|--:|:-:|\n| Europe | 31 % | 13:35 |\n\n", 12_000))
        ),
        HostileMessage("deep quotes", saying(many("> ", 4_000) + "the end")),
        HostileMessage(
            "deep lists",
            saying((0..<80).map { String(repeating: "  ", count: $0) + "- deeper" }.joined(separator: "\n"))
        ),
        HostileMessage("unbalanced markup", saying(many("[**_`~~<a ", 6_000))),
        HostileMessage("code", saying("```\n" + many("let x = \"<y>\" // … \n", 6_000))),
        HostileMessage("links in every word", saying(many("[pay](https://pay.example.com/a?b=c&d=(e)) ", 12_000))),
        HostileMessage("lines of single dots", saying(many(".\n..\nFrom me\n-- \n", 3_000))),
    ]
}
