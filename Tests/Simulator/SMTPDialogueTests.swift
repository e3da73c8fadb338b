// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("The mail sink's SMTP dialogue")
struct SMTPDialogueTests {
    @Test func `a mail is taken in the dialogue of RFC 5321`() async throws {
        try await withSink(MailSink()) { sink in
            let client = try RawClient(port: sink.port)
            #expect(try client.reply() == "220 mail.example ESMTP Belfry simulator")
            let extensions = "250-mail.example\n250-SIZE 10485760\n250-8BITMIME\n250 ENHANCEDSTATUSCODES"
            #expect(try client.say("EHLO client.example") == extensions)
            #expect(try client.say("MAIL FROM:<status@market.example> SIZE=100 BODY=8BITMIME") == "250 2.1.0 Ok")
            #expect(try client.say("RCPT TO:<ada@example.com>") == "250 2.1.5 Ok")
            #expect(try client.say("RCPT TO:<bo@example.com>") == "250 2.1.5 Ok")
            #expect(try client.say("DATA").hasPrefix("354 "))
            #expect(try client.say("Subject: Hi\r\n\r\nText\r\n.") == "250 2.0.0 Ok: queued as S1-1")
            #expect(try client.say("QUIT") == "221 2.0.0 Bye")
            #expect(client.readToEnd().end == .closed)
            let mail = try #require(sink.mails().first)
            #expect(mail.sender == "status@market.example")
            #expect(mail.recipients == ["ada@example.com", "bo@example.com"])
            #expect(mail.hello == "client.example")
            #expect(mail.source == "Subject: Hi\r\n\r\nText\r\n")
            #expect(mail.connection == 1)
        }
    }

    @Test func `doubled dots lose one, and a lone dot in a longer line ends nothing`() async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            try client.deliver(to: "ada@example.com", "Subject: Dots\r\n\r\n..\r\n...and\r\n. text\r\na.\r\n")
            #expect(sink.mails().map(\.source) == ["Subject: Dots\r\n\r\n.\r\n..and\r\n text\r\na.\r\n"])
        }
    }

    @Test func `a dot after a bare line feed ends nothing, and the mail is refused`() async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            let smuggled = "Subject: A\r\n\r\nHello\n.\r\nMAIL FROM:<evil@example.com>\r\nMore\r\n"
            #expect(try client.deliver(to: "ada@example.com", smuggled).hasPrefix("550 5.6.0"))
            #expect(sink.total == 0)
        }
    }

    @Test func `a sink that allows bare line feeds keeps them`() async throws {
        var features = MailFeatures()
        features.refusesBareLineFeeds = false
        try await withSink(MailSink(features: features)) { sink in
            try MailClient(port: sink.port).deliver(to: "ada@example.com", "Subject: A\n\nB\r\n")
            #expect(sink.mails().map(\.source) == ["Subject: A\n\nB\r\n"])
        }
    }

    @Test(arguments: [
        ("MAIL FROM:<a@example.com>", "503 5.5.1"), ("RCPT TO:<a@example.com>", "503 5.5.1"), ("DATA", "503 5.5.1"),
    ])
    func `a command before its time is refused with 503`(command: String, expected: String) async throws {
        try await withSink(MailSink()) { sink in
            let client = try RawClient(port: sink.port)
            _ = try client.reply()
            #expect(try client.say(command).hasPrefix(expected))
        }
    }

    @Test(arguments: [
        ("NOOP", "250 2.0.0"), ("RSET", "250 2.0.0"), ("VRFY ada", "252 2.5.2"), ("HELP", "214 2.0.0"),
        ("EXPN list", "502 5.5.1"), ("STARTTLS", "502 5.5.1"), ("AUTH PLAIN AGEAYg==", "502 5.5.1"),
        ("XYZZY", "500 5.5.2"), ("", "500 5.5.2"), ("EHLO", "501 5.5.4"), ("ehlo lower.example", "250-mail.example"),
        ("HELO old.example", "250 mail.example"), ("MAIL FROM: <a@example.com>", "501 5.5.4"),
        ("MAIL FROM:a@example.com", "501 5.5.4"), ("MAIL FROM:<a b@example.com>", "501 5.5.4"),
        ("MAIL FROM:<>", "250 2.1.0"), ("mail from:<\"a b>\"@example.com>", "250 2.1.0"),
        ("MAIL FROM:<@relay.example:a@example.com>", "250 2.1.0"), ("MAIL FROM:<a@example.com> SIZE=x", "501 5.5.4"),
        ("MAIL FROM:<a@example.com> SIZE=10485761", "552 5.3.4"), ("MAIL FROM:<a@example.com> BODY=9BIT", "501 5.5.4"),
        ("MAIL FROM:<a@example.com> FOO=1", "555 5.5.4"), ("MAIL FROM:<ä@example.com>", "553 5.6.7"),
    ])
    func `a command has its own reply`(command: String, expected: String) async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            let reply = try client.socket.say(command)
            #expect(reply.hasPrefix(expected), "\(command) → \(reply)")
        }
    }

    @Test(arguments: [
        ("RCPT TO:<ada>", "501 5.1.3"), ("RCPT TO:<Postmaster>", "250 2.1.5"), ("RCPT TO:<>", "501 5.1.3"),
        ("RCPT TO:<ada@example.com> NOTIFY=NEVER", "555 5.5.4"), ("RCPT TO:ada@example.com", "501 5.5.4"),
        ("MAIL FROM:<b@example.com>", "503 5.5.1"), ("DATA", "554 5.5.1"), ("DATA now", "501 5.5.4"),
    ])
    func `a command within a mail has its own reply`(command: String, expected: String) async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            try client.socket.say("MAIL FROM:<a@example.com>")
            let reply = try client.socket.say(command)
            #expect(reply.hasPrefix(expected), "\(command) → \(reply)")
        }
    }

    @Test(arguments: ["RSET", "EHLO again.example"])
    func `a mail can be given up`(command: String) async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            try client.socket.say("MAIL FROM:<a@example.com>")
            try client.socket.say("RCPT TO:<lost@example.com>")
            #expect(try client.socket.say(command).hasPrefix("250"))
            #expect(try client.socket.say("RCPT TO:<b@example.com>").hasPrefix("503"))
            #expect(try client.deliver(to: "ada@example.com").hasPrefix("250"))
            #expect(sink.mails().map(\.recipients) == [["ada@example.com"]])
        }
    }

    @Test func `a command line that is too long is refused once, and the dialogue goes on`() async throws {
        try await withSink(MailSink()) { sink in
            let client = try MailClient(port: sink.port)
            for length in [1_100, 200_000] {
                let reply = try client.socket.say("NOOP " + String(repeating: "x", count: length))
                #expect(reply == "500 5.5.2 Line too long")
            }
            #expect(try client.deliver(to: "ada@example.com").hasPrefix("250"))
        }
    }

    @Test(arguments: [(998, "250 2.0.0"), (999, "554 5.6.0"), (200_000, "554 5.6.0")])
    func `a line of mail may have 998 octets`(length: Int, expected: String) async throws {
        try await withSink(MailSink()) { sink in
            let mail = "Subject: Long\r\n\r\n" + String(repeating: "x", count: length) + "\r\n"
            let reply = try MailClient(port: sink.port).deliver(to: "ada@example.com", mail)
            #expect(reply.hasPrefix(expected))
        }
    }

    @Test func `a mail over the offered size is refused after its end`() async throws {
        var features = MailFeatures()
        features.maxSize = 1_000
        try await withSink(MailSink(features: features)) { sink in
            let client = try MailClient(port: sink.port)
            let lines = String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 20)
            #expect(try client.deliver(to: "ada@example.com", "Subject: Big\r\n\r\n" + lines).hasPrefix("552 5.3.4"))
            #expect(try client.deliver(to: "ada@example.com").hasPrefix("250"))
            #expect(sink.total == 1)
        }
    }

    @Test func `past the offered number of recipients the next is put off`() async throws {
        var features = MailFeatures()
        features.maxRecipients = 2
        try await withSink(MailSink(features: features)) { sink in
            let client = try MailClient(port: sink.port)
            try client.socket.say("MAIL FROM:<a@example.com>")
            let replies = try (1...3).map { try client.socket.say("RCPT TO:<r\($0)@example.com>").prefix(9) }
            #expect(replies == ["250 2.1.5", "250 2.1.5", "452 4.5.3"])
        }
    }

    @Test func `commands sent ahead are answered in order where that is offered`() async throws {
        var features = MailFeatures()
        features.offersPipelining = true
        features.offersUTF8Addresses = true
        try await withSink(MailSink(features: features)) { sink in
            let client = try RawClient(port: sink.port)
            _ = try client.reply()
            let extensions = try client.say("EHLO client.example")
            #expect(extensions.contains("PIPELINING"))
            #expect(extensions.contains("SMTPUTF8"))
            client.send("MAIL FROM:<ä@example.com> SMTPUTF8\r\nRCPT TO:<ada@example.com>\r\nDATA\r\n")
            #expect(try (0..<3).map { _ in try client.reply().prefix(3) } == ["250", "250", "354"])
        }
    }
}
