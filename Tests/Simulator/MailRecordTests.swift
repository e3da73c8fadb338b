// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

@Suite("What is read from a recorded mail")
struct MailRecordTests {
    private func record(_ source: String) -> MailRecord { record(Array(source.utf8)) }

    private func record(_ bytes: [UInt8]) -> MailRecord {
        MailRecord(
            number: 1,
            at: Timestamp(milliseconds: 0),
            connection: 1,
            hello: "client.example",
            sender: "a@example.com",
            recipients: ["b@example.com"],
            bytes: bytes
        )
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe_an_alle?=", "Grüße an alle"),
        ("=?ISO-8859-1?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?UTF-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab"),
        ("=?UTF-8?Q?a?= \t =?UTF-8?B?Yg==?= c", "ab c"),
        ("=?UTF-8?Q?a_?= b =?UTF-8?Q?c?=", "a  b c"),
        ("Re: =?UTF-8?Q?Kasse?= (status)", "Re: Kasse (status)"),
        ("=?UTF-8?B?8J+UpQ==?=", "🔥"),
        ("=?UTF-8?X?a?=", "=?UTF-8?X?a?="),
        ("=?UTF-8?B?***?=", "=?UTF-8?B?***?="),
        ("=?unfinished", "=?unfinished"),
        ("1 =? 2 =?UTF-8?Q?=33?=", "1 =? 2 3"),
        ("=?UTF-8?Q?=E2=82?= =?UTF-8?Q?=AC?=", "\u{FFFD}\u{FFFD}"),
    ])
    func `encoded words are decoded as RFC 2047 says`(encoded: String, decoded: String) {
        #expect(record("Subject: \(encoded)\r\n\r\n").header("subject") == decoded)
    }

    @Test func `folded headers are unfolded and repeated ones kept in order`() {
        let mail = record(
            "Received: one\r\nSubject: a\r\n b\r\n\tc\r\nReceived: two\r\nEmpty:\r\n\r\nSubject: body\r\n"
        )
        #expect(mail.header("Subject") == "a b\tc")
        #expect(mail.headers.map(\.name) == ["Received", "Subject", "Received", "Empty"])
        #expect(mail.headers.map(\.value) == ["one", "a b\tc", "two", ""])
        #expect(mail.header("Missing") == nil)
        #expect(mail.text == "Subject: body\n")
    }

    @Test func `a subject folded between encoded words is one text`() {
        let mail = record("Subject: =?UTF-8?Q?Zahlung_?=\r\n =?UTF-8?Q?gest=C3=B6rt?=\r\n\r\n")
        #expect(mail.header("Subject") == "Zahlung gestört")
    }

    @Test func `the alternatives of a mail are decoded by type`() {
        let mail = record(
            """
            MIME-Version: 1.0\r
            Content-Type: multipart/alternative; charset=utf-8;\r
             boundary="=_b 1"\r
            \r
            Not for readers.\r
            --=_b 1\r
            Content-Type: text/plain; charset=UTF-8\r
            Content-Transfer-Encoding: quoted-printable\r
            \r
            Gr=C3=BC=C3=9Fe, ein langer =\r
            Satz =3D fertig. \t\r
            Ende=2E\r
            --=_b 1\r
            Content-Type: TEXT/HTML; charset="utf-8"\r
            Content-Transfer-Encoding: BASE64\r
            X-Part: =?UTF-8?Q?zwei?=\r
            \r
            PHA+R3LDvMOf\r
            ZTwvcD4=\r
            --=_b 1--\r
            Not for readers either.\r\n
            """
        )
        #expect(mail.parts.map(\.contentType) == ["text/plain", "text/html"])
        #expect(mail.text == "Grüße, ein langer Satz = fertig.\nEnde.")
        #expect(mail.html == "<p>Grüße</p>")
        #expect(mail.part("text/html")?.header("x-part") == "zwei")
        #expect(mail.part("text/html")?.charset == "utf-8")
    }

    @Test func `nested parts and attachments are found, an unfinished multipart too`() {
        let mail = record(
            """
            Content-Type: multipart/mixed; boundary=out\r
            \r
            --out\r
            Content-Type: multipart/alternative; boundary=in\r
            \r
            --in\r
            \r
            first\r
            --in\r
            Content-Type: text/html\r
            \r
            <b>second</b>\r
            --in--\r
            --out\r
            Content-Type: application/octet-stream\r
            Content-Transfer-Encoding: base64\r
            \r
            /wD+\r\n
            """
        )
        #expect(mail.parts.map(\.contentType) == ["text/plain", "text/html", "application/octet-stream"])
        #expect(mail.text == "first")
        #expect(mail.parts.last?.bytes == [0xFF, 0x00, 0xFE])
    }

    @Test(arguments: [
        ("a=3Db", "a=b"), ("a=3db", "a=b"), ("soft=\r\nbreak", "softbreak"), ("soft= \t\r\nbreak", "softbreak"),
        ("broken =ZZ =", "broken =ZZ "), ("trailing \t\r\nspace", "trailing\nspace"), ("=E2=82=AC", "€"),
        ("kept=20\r\n", "kept \n"), ("two\r\n\r\nlines", "two\n\nlines"), ("", ""),
    ])
    func `quoted-printable is decoded`(encoded: String, decoded: String) {
        let mail = record("Content-Transfer-Encoding: quoted-printable\r\n\r\n" + encoded)
        #expect(mail.text == decoded)
    }

    @Test func `text in ISO 8859-1 is read as such`() {
        let head = Array("Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n".utf8)
        #expect(record(head + [0x47, 0x72, 0xFC, 0xDF, 0x65]).text == "Grüße")
    }

    @Test func `a mail survives JSON, in other encodings too`() throws {
        for bytes in [Array("Subject: Grüße\r\n\r\nText\r\n".utf8), [0xFF, 0x0D, 0x0A, 0x0D, 0x0A, 0xFE]] {
            let mail = record(bytes)
            let copy = try JSONDecoder().decode(MailRecord.self, from: JSONEncoder().encode(mail))
            #expect(copy == mail)
        }
    }
}
