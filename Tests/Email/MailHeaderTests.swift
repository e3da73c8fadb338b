// SPDX-License-Identifier: Apache-2.0

import Email
import Testing

struct MailHeaderTests {
    private static let family = "👨‍👩‍👧‍👦"
    private static let heap = "a" + String(repeating: "\u{0301}", count: 60)

    private static let texts = [
        "Checkout errors",
        "",
        "Störung beim Bezahlen",
        "=?UTF-8?Q?not_encoded?= is only text",
        String(repeating: "many words of one line ", count: 12) + "end",
        String(repeating: "ä", count: 255),
        String(repeating: "x", count: 3_000),
        String(repeating: "Zahlungsverzögerung über die Märkte ", count: 8) + "Ende",
        "تعطل الدفع في المتجر منذ الساعة الثانية ظهرًا، ونعمل على إصلاحه في أسرع وقت ممكن",
        "決済エラーが発生しています。現在、原因を調査しています。ご不便をおかけして申し訳ございません。",
        String(repeating: family, count: 20),
        "Market 🏴󠁧󠁢󠁥󠁮󠁧󠁿🇩🇪 " + String(repeating: "🇩🇪", count: 30),
        heap + " " + heap,
        "a?b=c_d (e) \"f\" ü",
    ]

    @Test(arguments: texts)
    func `any text comes out of a header as it went in`(text: String) {
        let field = MailHeader.text("Subject", text)
        let unfolded = ReceivedMail.unfolded(field).first ?? ""
        #expect(ReceivedMail.decodedWords(String(unfolded.dropFirst("Subject: ".count))) == text)
    }

    @Test(arguments: texts)
    func `no line of a header is longer than it may be`(text: String) {
        let field = MailHeader.text("Subject", text)
        for line in field.split(separator: "\r\n") {
            #expect(line.utf8.count <= (line.contains("=?UTF-8?") ? 76 : 78), "\(line)")
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(line.contains { $0 != " " })
        }
        #expect(field.hasSuffix("\r\n"))
    }

    @Test(arguments: texts)
    func `every encoded word stands for whole characters`(text: String) {
        for word in MailHeader.text("Subject", text).split(whereSeparator: { $0.isWhitespace })
        where word.hasPrefix("=?UTF-8?") {
            #expect(word.utf8.count <= 75)
            let decoded = ReceivedMail.decodedWords(String(word))
            #expect(!decoded.contains("\u{FFFD}"), "half a code point in \(word)")
            // Only the heap of marks is longer than one word can hold.
            if !text.contains(Self.heap) { #expect(text.contains(decoded)) }
        }
    }

    @Test func `a family of emoji is not divided between two encoded words`() {
        let words = EncodedWord.sequence(String(repeating: Self.family, count: 3), afterColumn: 9)
        #expect(words.map(ReceivedMail.decodedWords) == [Self.family, Self.family, Self.family])
    }

    @Test(
        arguments: [
            ("Checkout errors", "Subject: Checkout errors\r\n"),
            ("", "Subject:\r\n"),
            ("Störung", "Subject: =?UTF-8?Q?St=C3=B6rung?=\r\n"),
            ("checkout? ünow and then", "Subject: =?UTF-8?Q?checkout=3F_=C3=BCnow_and_then?=\r\n"),
            ("決済", "Subject: =?UTF-8?B?5rG65riI?=\r\n"),
            ("=?x", "Subject: =?UTF-8?B?PT94?=\r\n"),
        ]
    )
    func `a short text is written in the shorter encoding, plain text in none`(text: String, field: String) {
        #expect(MailHeader.text("Subject", text) == field)
    }

    @Test(
        arguments: [
            "Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\rBcc: eve@example.com",
            "Hello\r\n\r\nBody", "Hello\u{2028}Bcc: eve@example.com", "Hello\u{85}Bcc: eve@example.com",
            "Hello\u{0}Bcc: eve@example.com", "Hello\u{B}Bcc: x", "Hallö\r\nBcc: eve@example.com",
        ]
    )
    func `a line break in a text starts no header of its own`(text: String) {
        let field = MailHeader.text("Subject", text)
        #expect(ReceivedMail.unfolded(field).count == 1)
        #expect(!field.contains("\r\n\r\n") && !field.contains("\nBcc"))
    }

    @Test(
        arguments: [
            (" a \t b ", "a b"), ("a\r\n\r\nb", "a b"), ("\u{0}\u{1}", ""), ("5\u{A0}%", "5\u{A0}%"),
            ("a\u{3000}b", "a b"),
        ]
    )
    func `cleaning leaves one line with single spaces`(text: String, cleaned: String) {
        #expect(MailHeader.cleaned(text) == cleaned)
    }

    @Test func `long plain text is folded between words`() {
        let field = MailHeader.text("Subject", String(repeating: "seven b ", count: 12))
        let lines = field.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 } && lines[1].hasPrefix(" ") && !lines[0].hasSuffix(" "))
    }

    @Test func `an address too long for a line stands on one of its own, whole`() {
        let url = "<https://hub.example/unsubscribe/" + String(repeating: "t", count: 400) + ">"
        let field = MailHeader.folded("List-Unsubscribe", [url, "<mailto:a@b.example>"])
        #expect(field == "List-Unsubscribe: \(url)\r\n <mailto:a@b.example>\r\n")
    }
}
