// SPDX-License-Identifier: Apache-2.0

import Announcement
import Email
import Testing

struct MailAddressTests {
    @Test(
        arguments: [
            "ada@example.com", "ada+tag@sub.example.co.uk", "o'brien@example.com", "root@localhost", "a@b",
            "x=y/z@example.com", "123@123.example", "ada@xn--mnchen-3ya.example", "a.b.c@example.com",
            String(repeating: "a", count: 64) + "@example.com",
        ]
    )
    func `an ordinary address is taken as it is`(text: String) throws {
        #expect(try MailAddress(text).text == text)
    }

    @Test func `a domain is compared in lower case and a local part is left alone`() throws {
        #expect(try MailAddress("Ada@EXAMPLE.Com").text == "Ada@example.com")
        #expect(try MailAddress("Ada@EXAMPLE.Com").domain == "example.com")
    }

    @Test(
        arguments: [
            ("", .empty), ("ada", .notOneAt), ("ada@b@example.com", .notOneAt), ("\"a@b\"@example.com", .notOneAt),
            ("@example.com", .localPart), ("ada@", .domain), (".ada@example.com", .localPart),
            ("ada.@example.com", .localPart), ("a..da@example.com", .localPart), ("a da@example.com", .localPart),
            ("<ada@example.com>", .localPart), ("ada@example.com>", .domain), ("ada@exa mple.com", .domain),
            ("ada@example.com\r\nRCPT TO:<eve@example.com>", .notOneAt), ("ada@example.com\r\n", .domain),
            ("ada\n@example.com", .localPart), ("ada\u{0}@example.com", .localPart), ("ada@example.com\t", .domain),
            ("ada@-example.com", .domain), ("ada@example-.com", .domain), ("ada@example..com", .domain),
            ("ada@.example.com", .domain), ("ada@example.com.", .domain), ("ada@exa_mple.com", .domain),
            ("ada@[127.0.0.1]", .domain), ("ada,bo@example.com", .localPart), ("a\\da@example.com", .localPart),
            ("jürgen@example.com", .notASCII), ("ada@münchen.example", .notASCII), ("ada＠example.com", .notASCII),
            (String(repeating: "a", count: 65) + "@example.com", .tooLong),
            ("ada@" + String(repeating: "a.", count: 125) + "com", .tooLong),
            ("ada@" + String(repeating: "a", count: 64) + ".com", .domain),
        ] as [(String, MailAddress.Flaw)]
    )
    func `what no relay could use is refused with its flaw`(text: String, flaw: MailAddress.Flaw) {
        #expect(throws: flaw) { try MailAddress(text) }
    }

    @Test(arguments: MailAddress.Flaw.allCases)
    func `every flaw is a sentence`(flaw: MailAddress.Flaw) {
        #expect(flaw.rawValue.hasSuffix(".") && flaw.rawValue.first?.isUppercase == true)
    }

    @Test func `the lane is the relay's host, whatever the recipient's domain`() throws {
        var settings = EmailFixture.settings
        settings.server = "smtp://Relay.Market.Example:587"
        let channel = try EmailFixture.channel(settings)
        #expect(try channel.host(for: EmailFixture.destination("ada@example.com")) == "relay.market.example")
        #expect(try channel.host(for: EmailFixture.destination("bo@example.org")) == "relay.market.example")
    }

    @Test func `an address that cannot be one is the destination's fault and stays out of the fault's text`() throws {
        let channel = try EmailFixture.channel()
        let fault = #expect(throws: Fault.self) {
            try channel.host(for: EmailFixture.destination("eve secret@example.com"))
        }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.message.contains("eve") == false)
    }

    @Test(
        arguments: [
            ("status@market.example", nil, "status@market.example"),
            ("Market Status <status@market.example>", "Market Status", "status@market.example"),
            ("  \"Status, Market\"  <status@market.example> ", "Status, Market", "status@market.example"),
            ("\"A \\\"B\\\" C\" <s@market.example>", "A \"B\" C", "s@market.example"),
            ("<s@market.example>", nil, "s@market.example"),
        ] as [(String, String?, String)]
    )
    func `a mailbox is read with and without a name`(text: String, name: String?, address: String) throws {
        let mailbox = try Mailbox(text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.text == address)
    }

    @Test(
        arguments: [
            ("Market Status <s@m.example>", "From: Market Status <s@m.example>\r\n"),
            ("Market.Status <s@m.example>", "From: \"Market.Status\" <s@m.example>\r\n"),
            ("\"Status, \\\"Market\\\"\" <s@m.example>", "From: \"Status, \\\"Market\\\"\" <s@m.example>\r\n"),
            ("Märkte <s@m.example>", "From: =?UTF-8?Q?M=C3=A4rkte?= <s@m.example>\r\n"),
            ("市場の状況 <s@m.example>", "From: =?UTF-8?B?5biC5aC044Gu54q25rOB?= <s@m.example>\r\n"),
            ("s@m.example", "From: s@m.example\r\n"),
        ]
    )
    func `a sender's name is plain, quoted or encoded as it needs`(text: String, header: String) throws {
        #expect(MailHeader.folded("From", try Mailbox(text).words(afterColumn: 6)) == header)
    }
}
