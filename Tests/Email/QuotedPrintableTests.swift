// SPDX-License-Identifier: Apache-2.0

import Email
import Testing

struct QuotedPrintableTests {
    private static let texts = [
        "", "plain", "a\r\nb\r\n", "\r\n\r\n", "tab\t\r\nspace \r\n \t", "1 + 1 = 2", "=3D", "Größe: 5 €",
        ".\r\n..\r\n.hidden", "From here\r\nFrom there", "\u{0}\u{7F}", String(repeating: "x", count: 500),
        String(repeating: "ü", count: 500), String(repeating: "word ", count: 100), String(repeating: ".", count: 200),
        String(repeating: "a", count: 75) + " \r\n", String(repeating: "a", count: 74) + "=",
        String(repeating: "a", count: 75) + ".From ", "lone\rreturn", "lone\nfeed",
    ]

    @Test(
        arguments: [
            ("1 + 1 = 2", "1 + 1 =3D 2"),
            ("trailing ", "trailing=20"),
            ("trailing \r\nnext", "trailing=20\r\nnext"),
            ("tab\t\r\n", "tab=09\r\n"),
            ("Größe", "Gr=C3=B6=C3=9Fe"),
            (".", "=2E"),
            ("a\r\n.b", "a\r\n=2Eb"),
            ("From me", "=46rom me"),
            ("Fromage", "Fromage"),
            ("~!\"#", "~!\"#"),
            ("a\rb", "a=0Db"),
            (String(repeating: "a", count: 80), String(repeating: "a", count: 75) + "=\r\naaaaa"),
            (String(repeating: "a", count: 73) + "ü", String(repeating: "a", count: 73) + "=\r\n=C3=BC"),
        ]
    )
    func `text is encoded as RFC 2045 says`(text: String, encoded: String) {
        #expect(String(decoding: QuotedPrintable.encode(Array(text.utf8)), as: UTF8.self) == encoded)
    }

    @Test(arguments: texts)
    func `what is encoded decodes to itself`(text: String) {
        let encoded = QuotedPrintable.encode(Array(text.utf8))
        #expect(ReceivedMail.decodedQuotedPrintable(encoded) == Array(text.utf8))
    }

    @Test(arguments: texts)
    func `encoded lines are short, plain, and end in no white space`(text: String) {
        let encoded = ReceivedMail(QuotedPrintable.encode(Array(text.utf8)))
        #expect(encoded.hasCleanLineEnds)
        for line in encoded.lines {
            #expect(line.count <= 76)
            #expect(line.last != 32 && line.last != 9)
            #expect(line.first != UInt8(ascii: "."))
            #expect(line.allSatisfy { (32...126).contains($0) || $0 == 9 })
        }
    }

    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func `base64 gives the results of RFC 4648`(text: String, encoded: String) {
        #expect(String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self) == encoded)
    }

    @Test(arguments: [0, 1, 56, 57, 58, 114, 1_000])
    func `base64 breaks after 76 digits and not at the end`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let encoded = Base64.encode(bytes, lineLength: 76)
        #expect(ReceivedMail.decodedBase64(encoded) == bytes)
        #expect(ReceivedMail(encoded).lines.allSatisfy { $0.count <= 76 })
        #expect(encoded.last != 10)
    }

    @Test(
        arguments: [
            ("Plain words.", "quoted-printable"), ("Größe und Übermaß in Köln", "quoted-printable"),
            (String(repeating: "決済エラー", count: 20), "base64"), (String(repeating: "تعطل ", count: 20), "base64"),
        ]
    )
    func `a part takes the shorter encoding`(text: String, encoding: String) {
        let part = MailPart(text, contentType: "text/plain")
        #expect(part.transferEncoding == encoding)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r\nb", "a\r\nb\r\n"])
    func `every kind of line end becomes the wire's`(text: String) {
        #expect(String(decoding: MailPart(text, contentType: "text/plain").body, as: UTF8.self) == "a\r\nb\r\n")
    }

    @Test(arguments: texts + [String(repeating: "決済エラー。", count: 40), String(repeating: "é", count: 85) + "\n"])
    func `a part encoded once for all says the same as one encoded for a reader`(text: String) {
        for lines in ["", "Abbestellen:\nhttps://hub.example/ü/tok_1\n"] {
            for closing in ["", "</body>\n</html>\n", ".\n"] {
                let own = text.isEmpty || text.utf8.last == 10 ? lines : "\n" + lines
                let whole = MailPart(text + own + closing, contentType: "text/html")
                let shared = MailPart(text, closing: closing, contentType: "text/html")
                #expect(decoded(shared.body(with: lines), shared) == decoded(whole.body, whole))
                #expect(ReceivedMail(shared.body(with: lines)).lines.allSatisfy { $0.count <= 76 })
            }
        }
    }

    private func decoded(_ body: [UInt8], _ part: MailPart) -> [UInt8] {
        part.transferEncoding == "base64"
            ? ReceivedMail.decodedBase64(body) : ReceivedMail.decodedQuotedPrintable(body)
    }

    @Test(arguments: texts + ["=_", "--=_dlv", "a=_b", String(repeating: "決=_", count: 90)])
    func `no part can hold the start of a boundary`(text: String) {
        let body = String(decoding: MailPart(text, contentType: "text/plain").body, as: UTF8.self)
        #expect(!body.contains("=_"))
    }
}
