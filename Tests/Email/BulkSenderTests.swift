// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

/// What large mailbox providers ask of whoever sends much (Gmail's and Yahoo's rules of 2024, RFC 8058).
struct BulkSenderTests {
    @Test func `a signed mail keeps the rules of the large mailbox providers`() async throws {
        let mail = try await EmailFixture.received(
            settings: MailSignatureTests.settings(),
            unsubscribeURL: "https://hub.example/unsubscribe/tok_1"
        )
        let check = try #require(SignatureCheck(mail))
        // The sender that readers see, the one that bounces go to, and the one that signs are of one domain.
        let from = try Mailbox(try #require(mail.value("From"))).address
        #expect(from.domain == check.tags["d"])
        // One click is enough, and the signature covers what offers it.
        #expect(mail.values("List-Unsubscribe") == ["<https://hub.example/unsubscribe/tok_1>"])
        #expect(mail.values("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"])
        #expect(Set(["from", "list-unsubscribe", "list-unsubscribe-post"]).isSubset(of: check.names))
        // A link in the body as well, for those whose program shows no button.
        for type in ["text/plain", "text/html"] {
            #expect(mail.body(type)?.contains("https://hub.example/unsubscribe/tok_1") == true)
        }
        for name in ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version"] {
            #expect(mail.values(name).count == 1, "\(name)")
        }
        #expect(mail.value("Message-ID")?.hasSuffix("@market.example>") == true)
    }

    @Test func `every reader has a transaction of their own, with nobody else's address in it`() async throws {
        let relay = StubMailSubmitter()
        let channel = try EmailFixture.channel(MailSignatureTests.settings(), mail: relay)
        let readers = ["ada@example.com", "bo@example.org", "cy@example.net"]
        for (id, reader) in readers.enumerated() {
            _ = try await channel.deliver(
                try EmailFixture.delivery(
                    by: channel,
                    to: reader,
                    id: Int64(id + 1),
                    unsubscribeURL: "https://hub.example/unsubscribe/tok_\(id)"
                )
            )
        }
        #expect(relay.submissions.map(\.recipient) == readers)
        #expect(Set(relay.submissions.map(\.sender)) == ["status@market.example"])
        for (index, submission) in relay.submissions.enumerated() {
            let mail = ReceivedMail(submission.content)
            #expect(mail.values("To") == [readers[index]])
            #expect(mail.values("Cc").isEmpty && mail.values("Bcc").isEmpty)
            for other in readers.indices where other != index {
                #expect(!mail.text.contains(readers[other]) && !mail.text.contains("tok_\(other)"))
            }
        }
    }

    @Test(
        arguments: [
            ("ada@example.com", "example.com"), ("ada@EXAMPLE.com", "example.com"), ("ada@gmail.com", "gmail.com"),
            ("ada@googlemail.com", "gmail.com"), ("ada@hotmail.de", "outlook.com"), ("ada@ymail.com", "yahoo.com"),
            ("ada@yahoo.co.jp", "yahoo.co.jp"), ("ada@mail.gmail.com", "mail.gmail.com"), ("ada@gmx.de", "gmx.net"),
        ]
    )
    func `where the settings say so, a lane is who takes the recipient's mail`(address: String, lane: String) throws {
        var settings = EmailFixture.settings
        settings.lanes = .domain
        let channel = try EmailFixture.channel(settings)
        #expect(try channel.host(for: EmailFixture.destination(address)) == lane)
        #expect(
            try EmailFixture.channel().host(for: EmailFixture.destination(address)) == "127.0.0.1",
            "the relay's otherwise"
        )
    }

    @Test func `a recipient that cannot be one has no lane of either kind`() throws {
        var settings = EmailFixture.settings
        settings.lanes = .domain
        let channel = try EmailFixture.channel(settings)
        let fault = #expect(throws: Fault.self) { try channel.host(for: EmailFixture.destination("ada")) }
        #expect(fault?.code == .addressInvalid)
    }
}
