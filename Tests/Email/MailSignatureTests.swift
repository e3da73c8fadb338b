// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Crypto
import CryptoExtras
import Email
import Foundation
import Testing

struct MailSignatureTests {
    /// The secret key of RFC 8463, appendix A.2, and its public half.
    private static let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    private static let publicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

    /// The key as `openssl genpkey -algorithm ed25519` writes it.
    static let ed25519: Secret = {
        let prefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
        let document = Data(prefix) + (Data(base64Encoded: seed) ?? Data())
        return Secret(
            "-----BEGIN PRIVATE KEY-----\n\(document.base64EncodedString())\n-----END PRIVATE KEY-----\n"
        )
    }()

    static func settings(_ key: Secret = ed25519, _ change: (inout EmailSettings) -> Void = { _ in }) -> EmailSettings {
        var settings = EmailFixture.settings
        settings.dkimSelector = "belfry-2026"
        settings.dkimKey = key
        change(&settings)
        return settings
    }

    // MARK: The form that is signed

    @Test(
        arguments: [
            ("A: X\r\n", "a:X"), ("B : Y\t\r\n\tZ  \r\n", "b:Y Z"), ("Subject:\r\n", "subject:"),
            ("X:a:b\r\n c : d\r\n", "x:a:b c : d"), ("SUBJECT:   Two  Words\r\n", "subject:Two Words"),
            ("Empty: \r\n \t \r\n", "empty:"),
        ]
    )
    func `a field is relaxed as RFC 6376 says`(field: String, relaxed: String) {
        #expect(String(decoding: RelaxedForm.field(field.utf8), as: UTF8.self) == relaxed)
    }

    @Test(
        arguments: [
            (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"), ("", ""), ("\r\n\r\n", ""), (" \t\r\n", ""), ("a", "a\r\n"),
            ("a ", "a\r\n"), ("a\r\n\r\nb  \r\n \r\n", "a\r\n\r\nb\r\n"), ("\r\na\r\n", "\r\na\r\n"), ("\t", ""),
            ("a\rb\r\n", "a\rb\r\n"), ("a\r\n  ", "a\r\n"),
        ]
    )
    func `a body is relaxed as RFC 6376 says`(body: String, relaxed: String) {
        #expect(String(decoding: RelaxedForm.body(Array(body.utf8)), as: UTF8.self) == relaxed)
    }

    @Test func `an empty body has the digest that RFC 6376 gives`() {
        let digest = MailSigningKey.digest(of: RelaxedForm.body([]))
        #expect(Data(digest).base64EncodedString() == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    /// Appendix A.3 of RFC 8463.
    @Test func `the standard's own mail gets the standard's own signature`() throws {
        let body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
        let hash = Data(MailSigningKey.digest(of: RelaxedForm.body(Array(body.utf8)))).base64EncodedString()
        #expect(hash == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")
        let fields = [
            "From: Joe SixPack <joe@football.example.com>", "To: Suzie Q <suzie@shopping.example.net>",
            "Subject: Is dinner ready?", "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
            "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
        ]
        let own = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r
             d=football.example.com; i=@football.example.com;\r
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r
             subject : date : message-id : from : subject : date;\r
             bh=\(hash);\r
             b=
            """
        let signed = fields.flatMap { RelaxedForm.field($0.utf8) + [13, 10] } + RelaxedForm.field(own.utf8)
        let signature = try MailSigningKey(Self.ed25519).signature(over: signed)
        #expect(
            Data(signature).base64EncodedString()
                == "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        )
    }

    // MARK: Mails

    @Test(arguments: ["en", "de", "ar"])
    func `a mail signed with Ed25519 is verified by its public key`(locale: String) async throws {
        let mail = try await signed(Self.settings(), locale: locale)
        let check = try #require(SignatureCheck(mail))
        let raw = try #require(Data(base64Encoded: Self.publicKey))
        #expect(check.isValid(for: try Curve25519.Signing.PublicKey(rawRepresentation: raw)))
        #expect(check.tags["a"] == "ed25519-sha256" && check.tags["c"] == "relaxed/relaxed")
        #expect(check.tags["d"] == "market.example" && check.tags["s"] == "belfry-2026" && check.tags["v"] == "1")
        #expect(check.tags["t"] == "1795273801" && check.tags["l"] == nil)
    }

    @Test func `a mail signed with RSA is verified by its public key`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let other = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        for pem in [key.pemRepresentation, key.pkcs8PEMRepresentation] {
            let check = try #require(SignatureCheck(try await signed(Self.settings(Secret(pem)))))
            #expect(check.isValid(for: key.publicKey) && !check.isValid(for: other.publicKey))
            #expect(check.tags["a"] == "rsa-sha256")
        }
    }

    @Test func `what a reader could be misled by is signed, and no second sender can be added`() async throws {
        let mail = try await signed(
            Self.settings {
                $0.replyTo = "help@market.example"
                $0.listID = "incidents.market.example"
            }
        )
        let check = try #require(SignatureCheck(mail))
        #expect(
            check.names == [
                "from", "from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references",
                "list-id", "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
            ]
        )
        #expect(mail.text.hasPrefix("DKIM-Signature: "))
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: try #require(Data(base64Encoded: Self.publicKey)))
        #expect(check.isValid(for: key))
        for (original, forged) in [
            ("Subject: ", "Subject: Re: "), ("From: Market", "From: Mallory <m@evil.example>\r\nFrom: Market"),
            ("Card payments", "Card payment"), ("tok_1", "tok_2"),
        ] {
            let text = mail.text.replacing(original, with: forged, maxReplacements: 1)
            #expect(text != mail.text, "\(original)")
            #expect(SignatureCheck(ReceivedMail(Array(text.utf8)))?.isValid(for: key) == false, "\(original)")
        }
        // White space that a relay changes does no harm.
        let folded = mail.text.replacing("Date: ", with: "Date:  \t", maxReplacements: 1)
        #expect(SignatureCheck(ReceivedMail(Array(folded.utf8)))?.isValid(for: key) == true)
    }

    @Test func `a signature's lines are as short as any header's`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits3072)
        let mail = try await signed(Self.settings(Secret(key.pemRepresentation)))
        #expect(mail.hasCleanLineEnds && mail.lines.allSatisfy { $0.count <= 78 })
        #expect(SignatureCheck(mail)?.isValid(for: key.publicKey) == true)
    }

    @Test func `every attempt has the same signature, and another delivery another`() async throws {
        let relay = StubMailSubmitter()
        let channel = try EmailFixture.channel(Self.settings(), mail: relay)
        for (id, attempt) in [(42, 1), (42, 2), (43, 1)] {
            _ = try await channel.deliver(try EmailFixture.delivery(by: channel, id: Int64(id), attempt: attempt))
        }
        let sent = relay.submissions.map(\.content)
        #expect(sent[0] == sent[1])
        #expect(ReceivedMail(sent[0]).value("DKIM-Signature") != ReceivedMail(sent[2]).value("DKIM-Signature"))
    }

    @Test func `without a key nothing is signed`() async throws {
        #expect(try await EmailFixture.received().values("DKIM-Signature").isEmpty)
    }

    // MARK: Settings

    @Test(
        arguments: [
            ("dkim_selector", settings { $0.dkimSelector = nil }),
            ("dkim_selector", settings { $0.dkimSelector = "a b" }),
            ("dkim_selector", settings { $0.dkimSelector = "" }),
            ("dkim_key", settings { $0.dkimKey = nil }), ("dkim_key", settings(Secret(""))),
            ("dkim_key", settings(Secret("s3cret"))),
            ("dkim_key", settings(Secret("-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n"))),
            (
                "dkim_key",
                settings(Secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\ns3cr\n-----END ENCRYPTED PRIVATE KEY-----\n"))
            ),
            ("dkim_key", settings(Secret(P256.Signing.PrivateKey().pemRepresentation))),
            ("dkim_domain", settings { $0.dkimDomain = "example" }),
            ("dkim_domain", settings { $0.dkimDomain = "other.example" }),
            ("dkim_domain", settings { $0.dkimDomain = "et.example" }),
            ("dkim_domain", settings { $0.dkimDomain = "market.example; x=y" }),
        ]
    )
    func `what cannot sign is refused by its key, and gives nothing away`(key: String, settings: EmailSettings) {
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid && fault?.context["where"] == key)
        #expect(fault.map { "\($0)".contains("s3cr") } == false)
        let refusal = #expect(throws: Fault.self) { try EmailFixture.channel(settings) }
        #expect(refusal == fault)
    }

    @Test func `the signing domain can be above or below the sender's, in any case`() async throws {
        for domain in ["mail.market.example", "Market.Example"] {
            let mail = try await signed(Self.settings { $0.dkimDomain = domain })
            #expect(SignatureCheck(mail)?.tags["d"] == domain.lowercased())
        }
        let above = try await signed(
            Self.settings {
                $0.from = "status@news.market.example"
                $0.dkimDomain = "market.example"
            }
        )
        #expect(SignatureCheck(above)?.tags["d"] == "market.example")
    }

    private func signed(_ settings: EmailSettings, locale: String = "en") async throws -> ReceivedMail {
        try await EmailFixture.received(
            EmailFixture.message(locale: locale, title: locale == "en" ? "Payments are working again" : "Störung"),
            settings: settings,
            thread: Receipt(id: "<dlv_7@market.example>"),
            unsubscribeURL: "https://hub.example/unsubscribe/tok_1"
        )
    }
}
