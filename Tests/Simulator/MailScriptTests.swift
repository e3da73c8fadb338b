// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

@Suite("The mail sink's scripts")
struct MailScriptTests {
    @Test func `twice a local error, then accepted`() async throws {
        try await withSink(MailSink(script: [.at(.final, 451, 451, 250)])) { sink in
            let client = try MailClient(port: sink.port)
            let replies = try (0..<4).map { _ in try client.deliver(to: "ada@example.com") }
            #expect(replies.map { $0.prefix(3) } == ["451", "451", "250", "250"])
            #expect(replies[0] == "451 Local error in processing")
            #expect(replies[2] == "250 2.0.0 Ok: queued as S1-3")
            #expect(sink.total == 2)
        }
    }

    @Test func `a recipient can be refused while another is taken`() async throws {
        let script: MailScript = [.at(.rcpt, to: "Refused@*", .reply(550, "5.1.1", "No such user"))]
        try await withSink(MailSink(script: script)) { sink in
            let client = try MailClient(port: sink.port).socket
            try client.say("MAIL FROM:<a@example.com>")
            #expect(try client.say("RCPT TO:<refused@example.com>") == "550 5.1.1 No such user")
            #expect(try client.say("RCPT TO:<ada@example.com>").hasPrefix("250"))
            try client.say("DATA")
            try client.say("Subject: A\r\n\r\nB\r\n.")
            #expect(sink.mails().map(\.recipients) == [["ada@example.com"]])
        }
    }

    @Test(arguments: [
        (MailPhase.ehlo, "EHLO client.example"), (.mail, "MAIL FROM:<a@example.com>"),
        (.rcpt, "RCPT TO:<ada@example.com>"), (.data, "DATA"), (.final, "Subject: A\r\n\r\nB\r\n."), (.quit, "QUIT"),
    ])
    func `every phase can be refused, fall silent, close, reset and talk nonsense`(
        phase: MailPhase,
        line: String
    ) async throws {
        let order: [(MailPhase, String)] = [
            (.ehlo, "EHLO client.example"), (.mail, "MAIL FROM:<a@example.com>"), (.rcpt, "RCPT TO:<ada@example.com>"),
            (.data, "DATA"), (.final, "Subject: A\r\n\r\nB\r\n."),
        ]
        let before = phase == .quit ? [] : Array(order.prefix { $0.0 != phase })
        try await withSink(MailSink()) { sink in
            func client(_ answer: MailAnswer) throws -> RawClient {
                sink.play([.at(phase, answer)])
                let client = try RawClient(
                    port: sink.port,
                    patience: answer == .hang ? .milliseconds(100) : .seconds(10)
                )
                _ = try client.reply()
                for (_, line) in before { try client.say(line) }
                client.send(line + "\r\n")
                return client
            }
            #expect(try client(.reply(454, "4.7.1", "Not now")).reply() == "454 4.7.1 Not now")
            #expect(try client(.hang).readToEnd() == ("", .silent))
            #expect(try client(.close).readToEnd() == ("", .closed))
            #expect(try client(.reset).readToEnd() == ("", .reset))
            #expect(try client(.garbage("@@@")).line() == "@@@")
            let leaving = try client(421)
            #expect(try leaving.reply() == "421 Service not available, closing transmission channel")
            #expect(leaving.readToEnd().end == .closed)
            #expect(sink.total == 0)
        }
    }

    @Test func `the greeting can be refused, and then only QUIT is left`() async throws {
        try await withSink(MailSink(script: [.at(.greeting, .reply(554, nil, "Go away"), 220)])) { sink in
            let client = try RawClient(port: sink.port)
            #expect(try client.reply() == "554 Go away")
            #expect(try client.say("EHLO client.example").hasPrefix("503"))
            #expect(try client.say("QUIT").hasPrefix("221"))
            #expect(try RawClient(port: sink.port).reply().hasPrefix("220 mail.example"))
        }
    }

    @Test(arguments: [(MailAnswer.close, RawClient.End.closed), (.reset, .reset)])
    func `the greeting can fail to come`(answer: MailAnswer, end: RawClient.End) async throws {
        try await withSink(MailSink(script: [.at(.greeting, answer)])) { sink in
            let client = try RawClient(port: sink.port)
            #expect(client.readToEnd() == ("", end))
        }
    }

    @Test func `a mail can be kept although the client never hears of it`() async throws {
        let script: MailScript = [.at(.final, MailAnswer.close.keepingMail, MailAnswer.reply(451).keepingMail)]
        try await withSink(MailSink(script: script)) { sink in
            let client = try MailClient(port: sink.port).socket
            try client.say("MAIL FROM:<a@example.com>")
            try client.say("RCPT TO:<ada@example.com>")
            try client.say("DATA")
            client.send("Subject: A\r\n\r\nB\r\n.\r\n")
            #expect(client.readToEnd() == ("", .closed))
            #expect(sink.total == 1)
            #expect(try MailClient(port: sink.port).deliver(to: "ada@example.com").hasPrefix("451"))
            #expect(sink.total == 2)
        }
    }

    @Test func `a delayed reply comes after its delay`() async throws {
        try await withSink(MailSink(script: [.at(.rcpt, MailAnswer.reply(250).after(.milliseconds(120)))])) { sink in
            let client = try MailClient(port: sink.port).socket
            try client.say("MAIL FROM:<a@example.com>")
            var reply = ""
            let took = try ContinuousClock().measure { reply = try client.say("RCPT TO:<ada@example.com>") }
            #expect(reply == "250 2.1.5 Ok")
            #expect(took >= .milliseconds(110))
        }
    }

    @Test(arguments: [
        ("*", "a@example.com", true), ("a@example.com", "A@EXAMPLE.com", true),
        ("a@example.com", "ba@example.com", false),
        ("*@example.com", "a@example.com", true), ("*@example.com", "a@example.org", false),
        ("ref*@*.com", "refused@example.com", true), ("ref*@*.com", "refused@example.org", false),
        ("ab*b@c", "ab@c", false), ("*x*y*", "axbyc@d", true), ("*x*y*", "aybxc@d", false),
    ])
    func `recipients are matched with stars`(pattern: String, address: String, matches: Bool) async throws {
        try await withSink(MailSink(script: [.at(.rcpt, to: pattern, 550)])) { sink in
            let client = try MailClient(port: sink.port).socket
            try client.say("MAIL FROM:<>")
            #expect(try client.say("RCPT TO:<\(address)>").hasPrefix("550") == matches)
        }
    }

    @Test func `accepted mails are filed before they are confirmed`() async throws {
        try await withFolder { folder in
            try await withSink(MailSink(directory: folder + "/mails")) { sink in
                let mail = "Subject: Filed\r\n\r\nText\r\n"
                try MailClient(port: sink.port).deliver(to: "ada/../x@example.com", mail)
                let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/mails")
                let name = try #require(names.first)
                #expect(names.count == 1)
                #expect(name.hasSuffix("-000001-ada_.._x@example.com.eml"))
                let data = try Data(contentsOf: URL(filePath: folder + "/mails/" + name))
                #expect(String(decoding: data, as: UTF8.self) == mail)
            }
        }
    }

    @Test func `a mail that cannot be filed is put off, not confirmed`() async throws {
        try await withFolder { folder in
            try await withSink(MailSink(directory: folder + "/mails")) { sink in
                try FileManager.default.removeItem(atPath: folder + "/mails")
                let client = try MailClient(port: sink.port)
                #expect(try client.deliver(to: "ada@example.com") == "451 4.3.0 The mail cannot be stored")
                #expect(sink.total == 0)
            }
        }
    }

    @Test func `a folder that cannot be made is a fault at the start`() async throws {
        let fault = await #expect(throws: Fault.self) { try await MailSink(directory: "/dev/null/mails").start() }
        #expect(fault?.code == .fileUnwritable)
    }
}
