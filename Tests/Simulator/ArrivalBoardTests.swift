// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

@Suite("The arrival board")
struct ArrivalBoardTests {
    private let board = ArrivalBoard(width: 48)

    private func lines(_ arrival: Arrival, _ board: ArrivalBoard? = nil) -> [String] {
        (board ?? self.board).draw(arrival).split(separator: "\n").map(String.init)
    }

    private func mail(subject: String = "Checkout", text: String = "Text", note: String? = nil) -> Arrival {
        .mail(MailArrival(from: "a@example.com", to: "ada@example.com", subject: subject, text: text, note: note))
    }

    @Test func `a mail is a card with its head and its first lines`() {
        let mail = MailArrival(
            from: "Market Status <status@market.example>",
            to: "ada@example.com",
            subject: "Checkout is failing for some buyers today",
            text: "We see errors when paying by card. Orders are not lost.\n\n- wait\n- pay by invoice\nthe end\n\n",
            note: "after 41 ms"
        )
        #expect(
            ArrivalBoard(width: 48, textLines: 5).draw(.mail(mail)) == """
                ╭─ mail ───────────────────────── after 41 ms ─╮
                │ From     Market Status <status@market.examp… │
                │ To       ada@example.com                     │
                │ Subject  Checkout is failing for some buyer… │
                ├──────────────────────────────────────────────┤
                │ We see errors when paying by card. Orders    │
                │ are not lost.                                │
                │                                              │
                │ - wait                                       │
                │ - pay by invoice                             │
                │ … 1 more line                                │
                ╰──────────────────────────────────────────────╯

                """
        )
    }

    @Test func `a webhook is a card with its signature and the head of its JSON`() {
        let body = #"{"type":"incident.update.published","z":[1.50,{"a":null}],"a":{},"t":"Gr\u00fc\"ße"}"#
        let webhook = WebhookArrival(request: "POST /hook", id: "msg_1", signature: .present, body: Array(body.utf8))
        #expect(
            ArrivalBoard(width: 48, bodyLines: 8).draw(.webhook(webhook)) == #"""
                ╭─ webhook ────────────────────────────────────╮
                │ Request    POST /hook                        │
                │ Id         msg_1                             │
                │ Signature  ✓ present                         │
                ├──────────────────────────────────────────────┤
                │ {                                            │
                │   "type": "incident.update.published",       │
                │   "z": [                                     │
                │     1.50,                                    │
                │     {                                        │
                │       "a": null                              │
                │     }                                        │
                │   ],                                         │
                │ … 3 more lines                               │
                ╰──────────────────────────────────────────────╯

                """#
        )
    }

    @Test func `a banner is a bar`() {
        let banner = BannerArrival(
            place: "checkout",
            tone: .critical,
            text: "Checkout is failing. Orders are not lost, we are working on it.",
            link: "https://status.market.example/1"
        )
        #expect(
            board.draw([.banner(banner)]) == """
                ▌ CRITICAL · checkout
                ▌ Checkout is failing. Orders are not lost, we
                ▌ are working on it.
                ▌ https://status.market.example/1

                """
        )
    }

    @Test(arguments: zip(BannerArrival.Tone.allCases, ["97;44", "30;43", "1;97;41", "30;42"]))
    func `in colour a banner fills the width in its tone`(tone: BannerArrival.Tone, code: String) {
        let banner = BannerArrival(place: "p", tone: tone, text: "注意")
        let text = "▌ 注意" + String(repeating: " ", count: 42)
        let drawn = lines(.banner(banner), ArrivalBoard(width: 48, style: .ansi))
        #expect(drawn.last == "\u{1B}[\(code)m\(text)\u{1B}[0m")
    }

    @Test func `colour changes nothing but colour`() {
        let webhook = WebhookArrival(request: "POST /", id: nil, signature: .wrong, body: Array("[1]".utf8), note: "n")
        for arrival in [mail(note: "now"), .webhook(webhook)] {
            let colored = ArrivalBoard(width: 48, style: .ansi).draw(arrival)
            var plain = ""
            var isCode = false
            for character in colored {
                if character == "\u{1B}" { isCode = true }
                if !isCode { plain.append(character) }
                if isCode, character == "m" { isCode = false }
            }
            #expect(colored != plain)
            #expect(plain == board.draw(arrival))
        }
    }

    @Test(arguments: [
        ("日本語の件名", 12), ("한국어", 6), ("🔥 fire", 7), ("👩‍👩‍👧 family", 9), ("🇩🇪🇫🇷", 4), ("e\u{301}tude", 5), ("❤️", 2),
        ("ﾊﾝｶｸ", 4), ("Ａ", 2), ("⚠", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
    ])
    func `wide and combined characters keep the frame straight`(subject: String, columns: Int) {
        let row = lines(mail(subject: subject))[3]
        #expect(row == "│ Subject  \(subject)" + String(repeating: " ", count: 35 - columns) + " │")
    }

    @Test func `a wide character is not cut in the middle`() {
        let row = lines(mail(subject: String(repeating: "漢", count: 30)))[3]
        #expect(row == "│ Subject  " + String(repeating: "漢", count: 17) + "… │")
    }

    @Test(arguments: [
        "\u{1B}[31mred", "bell\u{7}", "\u{9B}2J", "null\u{0}", "\u{7F}", "\u{202E}reversed", "\u{2066}hidden",
        "\u{1B}]0;title\u{7}", "\u{8}\u{8}", "\u{FEFF}mark", "\u{200B}zero",
    ])
    func `control characters of the content never reach the terminal`(content: String) {
        let webhook = WebhookArrival(
            request: content,
            id: content,
            signature: .present,
            body: Array("{\"a\":\"\(content)\"}".utf8),
            note: content
        )
        let banner = BannerArrival(place: content, tone: .info, text: content, link: content)
        let mail = MailArrival(from: content, to: content, subject: content, text: content, note: content)
        let drawn = board.draw([.mail(mail), .webhook(webhook), .banner(banner)])
        let harmful = drawn.unicodeScalars.filter {
            $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        }
        #expect(harmful.isEmpty)
        #expect(drawn.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test func `line ends of every kind begin a line in text and none in a head`() {
        let drawn = lines(mail(subject: "a\r\nb\nc", text: "1\r\n2\r3\u{2028}4\t5"))
        #expect(drawn[3].hasPrefix("│ Subject  a b c "))
        #expect(drawn[5...8].map { $0.dropFirst(2).prefix(7) } == ["1      ", "2      ", "3      ", "4    5 "])
    }

    @Test(arguments: ["{\"a\":1", "{\"a\" 1}", "[1,]", "nonsense", "{\"a\":01x}", "[1] 2", "\"text\""])
    func `a body that is no JSON object is shown as it is`(body: String) {
        let webhook = WebhookArrival(request: "POST /", id: nil, signature: .absent, body: Array(body.utf8))
        #expect(lines(.webhook(webhook))[4].hasPrefix("│ \(body) "))
    }

    @Test(arguments: [
        (WebhookArrival.Signature.absent, "✗ none"), (.present, "✓ present"), (.verified, "✓ verified"),
        (.wrong, "✗ wrong"),
    ])
    func `the signature's mark tells what is known`(signature: WebhookArrival.Signature, mark: String) {
        let webhook = WebhookArrival(request: "POST /", id: nil, signature: signature, body: [])
        #expect(lines(.webhook(webhook))[2].hasPrefix("│ Signature  \(mark) "))
    }

    @Test func `words longer than the card are broken and every line fits`() {
        let text = String(repeating: "y", count: 100) + " word " + String(repeating: "語", count: 40)
        for line in lines(mail(text: text)).dropFirst(4) {
            let columns = line.reduce(0) { $0 + ($1 == "語" ? 2 : 1) }
            #expect(columns == 48)
        }
        let joined = lines(mail(text: text)).joined()
        #expect(joined.count { $0 == "y" } == 100)
        #expect(joined.count { $0 == "語" } == 40)
    }

    @Test(arguments: [[0], Array(" word".utf8), Array("漢".utf8), Array("e\u{301}".utf8), Array("[".utf8)])
    func `a body of a mebibyte is drawn in no time`(piece: [UInt8]) {
        let body = Array(repeatElement(piece, count: (1 << 20) / piece.count).joined())
        let webhook = WebhookArrival(request: "POST /", id: nil, signature: .absent, body: body)
        let took = ContinuousClock().measure { #expect(lines(.webhook(webhook)).count == 18) }
        #expect(took < .seconds(20))
    }

    @Test func `a narrow terminal gets a board of the least width`() {
        let long = String(repeating: "n", count: 90)
        for line in lines(mail(note: long), ArrivalBoard(width: 5)) { #expect(line.count == 32) }
    }

    @Test func `recorded arrivals become cards`() {
        let request = SinkRequest(
            number: 1,
            at: Timestamp(milliseconds: 0),
            connection: 1,
            method: "POST",
            target: "/hook?key=secret",
            headers: [SinkHeader("Webhook-Id", "msg_2"), SinkHeader("Webhook-Signature", "v1,abc=")],
            body: Array("{}".utf8),
            answer: "200"
        )
        let card = WebhookArrival(request)
        #expect(card == WebhookArrival(request: "POST /hook", id: "msg_2", signature: .present, body: Array("{}".utf8)))
        let record = MailRecord(
            number: 1,
            at: Timestamp(milliseconds: 0),
            connection: 1,
            hello: "hub",
            sender: "bounce@market.example",
            recipients: ["ada@example.com"],
            bytes: Array("From: Market <m@market.example>\r\nSubject: =?UTF-8?Q?=C3=BC?=\r\n\r\nText\r\n".utf8)
        )
        let expected = MailArrival(
            from: "Market <m@market.example>",
            to: "ada@example.com",
            subject: "ü",
            text: "Text\n"
        )
        #expect(MailArrival(record) == expected)
    }
}
