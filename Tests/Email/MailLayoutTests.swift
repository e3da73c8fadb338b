// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct MailLayoutTests {
    private func html(_ message: Message) throws -> String {
        try #require(try EmailFixture.channel().render(message, for: EmailFixture.destination())["html"])
    }

    @Test(arguments: Phase.allCases, Severity.allCases)
    func `the state stands on its colour in words and with a sign, and can be read there`(
        phase: Phase,
        severity: Severity
    ) throws {
        let html = try html(.sample(phase: phase, severity: severity))
        let bar = try #require(html.split(separator: "<tr>").first { $0.contains("aria-hidden") })
        let colour = try #require(bar.split(separator: "bgcolor=\"").last?.prefix(7))
        #expect(bar.contains("background:\(colour)") && bar.contains("color:#ffffff"))
        #expect(bar.contains("</span>\(Message.stateWord(for: phase, locale: .english))</td>"))
        #expect(Self.contrast(String(colour), "#ffffff") >= 4.5)
        // The button has the same colour, and says where it leads without it.
        #expect(html.contains("<td bgcolor=\"\(colour)\" style=\"background:\(colour);border-radius:6px"))
    }

    @Test func `the states that ask for different things have different colours and signs`() throws {
        var bars: Set<String> = []
        for phase in [Phase.investigating, .monitoring, .resolved, .scheduled] {
            let bar = try html(.sample(phase: phase, severity: .sev1)).split(separator: "<tr>")
                .first { $0.contains("aria-hidden") }
            bars.insert(String(try #require(bar?.split(separator: "aria-hidden=\"true\">").last?.prefix(7))))
        }
        #expect(bars.count == 4)
    }

    @Test func `a notice without a state has a coloured edge and no empty words`() throws {
        let html = try html(.sample(phase: nil, severity: nil))
        #expect(html.contains("height:6px") && !html.contains("aria-hidden"))
        #expect(!html.contains("Severity"))
    }

    @Test(arguments: [("#5c6470", "#f3f4f6"), ("#5c6470", "#ffffff"), ("#1c2024", "#ffffff"), ("#0b5cad", "#ffffff")])
    func `every colour of text can be read by daylight`(text: String, ground: String) throws {
        let html = try html(.sample())
        #expect(html.contains("color:\(text)") && html.contains("background:\(ground)"))
        #expect(Self.contrast(text, ground) >= 4.5)
    }

    @Test(arguments: [("#e6e8ea", "#22262b"), ("#a9b1bb", "#22262b"), ("#a9b1bb", "#15181b"), ("#8ab8ff", "#22262b")])
    func `every colour of text can be read at night, wherever it is darkened`(text: String, ground: String) throws {
        let html = try html(.sample())
        for mark in ["prefers-color-scheme:dark", "[data-ogsb]"] {
            let start = try #require(html.firstRange(of: mark)).upperBound
            let sheet = try #require(html[start...].split(separator: "</style>").first)
            #expect(sheet.contains("color:\(text) !important") && sheet.contains("background:\(ground) !important"))
        }
        #expect(Self.contrast(text, ground) >= 4.5)
        #expect(html.contains("<meta name=\"color-scheme\" content=\"light dark\">"))
    }

    @Test func `the column is 600 pixels wide, in Word as well, and shrinks`() throws {
        let html = try html(.sample())
        #expect(html.contains("width:100%;max-width:600px"))
        #expect(html.ranges(of: "<!--[if mso]>").count == 3)
        #expect(html.contains("width=\"600\"><tr><td><![endif]-->"))
        #expect(html.hasSuffix("<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n"))
        for tag in ["table", "tr", "td", "p", "a", "span", "div"] {
            let opened = html.ranges(of: "<\(tag) ").count + html.ranges(of: "<\(tag)>").count
            #expect(opened == html.ranges(of: "</\(tag)>").count, "\(tag)")
        }
    }

    @Test func `what the list of mails shows ends before the body begins`() throws {
        let short = try html(.sample(short: "Pay by invoice."))
        #expect(short.contains(">Pay by invoice. &#847;&#8199;"))
        #expect(short.contains("&#847;&#8199;</div>"))
        let long = try html(.sample(short: String(repeating: "word ", count: 40)))
        #expect(!long.contains("&#847;"))
    }

    @Test func `what people write has its look on the elements, for clients that drop sheets`() throws {
        let html = try html(
            .sample(sections: [
                Section(.impact, "> quoted\n\n| a | b |\n|---|--:|\n| 1 | `2` |\n\n[x](https://x.example)\n\n***")
            ])
        )
        for styled in [
            "<blockquote style=\"margin:0 0 12px;padding:0 12px;border-left", "<table style=\"", "<th style=\"",
            "<td style=\"padding:4px 8px;border:1px solid #8a929c\" align=\"right\"><code style=\"", "<hr style=\"",
            "<a style=\"color:#0b5cad\" href=\"https://x.example\"",
        ] { #expect(html.contains(styled), "\(styled)") }
        #expect(!html.contains("<style=") && !html.contains("</p style"))
    }

    @Test func `Arabic runs from right to left, in webmail too, and says all its words in Arabic`() throws {
        let message = Message.sample(
            title: "تعطل الدفع",
            locale: "ar",
            sections: [Section(.impact, "> تعطل الدفع."), Section(.help, "اكتب لنا.")],
            phase: .investigating
        )
        let html = try html(message)
        #expect(html.contains("bgcolor=\"#f3f4f6\" lang=\"ar\" dir=\"rtl\""))
        #expect(html.contains("align=\"right\"") && !html.contains("align=\"left\""))
        #expect(html.contains("border-right:3px"))
        let reading = MailReading(html: html)
        for words in ["قيد التحقيق", "درجة الخطورة", "كبير", "السبت 21 نوفمبر 2026، 14:05 UTC", "التأثير"] {
            #expect(html.contains(words), "\(words)")
        }
        let latin = reading.chapters.flatMap { $0 }.filter { $0.contains { $0.isASCII && $0.isLetter } }
        #expect(Set(latin) == ["checkout", "payments", "UTC", "Market", "Status"])
    }

    /// Of two colours, by the rule of WCAG 2.
    private static func contrast(_ one: String, _ other: String) -> Double {
        let levels = [one, other].map(luminance).sorted()
        return (levels[1] + 0.05) / (levels[0] + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let value = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [16, 8, 0]
            .map { shift -> Double in
                let part = Double(value >> shift & 255) / 255
                return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
            }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// To the power of 2.4: a square, times the fifth root of the square by Newton's method.
    private static func power(_ base: Double) -> Double {
        let square = base * base
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}
