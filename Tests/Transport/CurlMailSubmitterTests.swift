// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlMailSubmitterTests {
    private let submitter: CurlMailSubmitter

    init() throws { self.submitter = try CurlMailSubmitter() }

    @Test func `an accepted mail arrives byte for byte with its dots doubled`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        let content = ".first\r\nSubject: x\r\n\r\n.\r\n..\r\n.a.\r\nplain\r\n\r\n.last\r\n"
        let acceptance = try await submitter.submit(server.mail(content))
        #expect(acceptance.reply == "250 2.0.0 Ok: queued as 4XyZ")
        let expected = [
            "EHLO hub.example", "MAIL FROM:<bounce@example.com> SIZE=\(content.utf8.count)",
            "RCPT TO:<ada@example.com>", "DATA",
            "..first\r\nSubject: x\r\n\r\n..\r\n...\r\n..a.\r\nplain\r\n\r\n..last\r\n",
        ]
        #expect(journal.all == expected)
    }

    @Test func `a long mail of dots arrives whole across every buffer's edge`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        var lines: [String] = []
        for number in 0..<12_000 { lines.append("." + String(repeating: ".x", count: number % 17)) }
        _ = try await submitter.submit(server.mail(lines.joined(separator: "\r\n") + "\r\n"))
        let received = try #require(journal.all.last)
        #expect(received == lines.map { ".\($0)\r\n" }.joined())
    }

    @Test func `a mail without a line end at its end is given one`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        _ = try await submitter.submit(server.mail("A: b\r\n\r\nend"))
        #expect(journal.all.last == "A: b\r\n\r\nend\r\n")
    }

    @Test func `many mails share one connection, and a hundred are enough for it`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        for _ in 1...100 { _ = try await submitter.submit(server.mail()) }
        #expect(server.connections == 1)
        #expect(journal.all.filter { $0.hasPrefix("EHLO") }.count == 1)
        _ = try await submitter.submit(server.mail())
        #expect(server.connections == 2)
    }

    @Test func `a relay is given as many connections as it allows and no more`() async throws {
        let (verdicts, journal) = (Event(), Journal())
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            var script = SMTPScript()
            script.beforeVerdict = verdicts
            return script
        }
        let mail = server.mail { $0.connections = 3 }
        let accepted = try await withThrowingTaskGroup(of: MailAcceptance.self) { group in
            for _ in 1...12 { group.addTask { [submitter] in try await submitter.submit(mail) } }
            verdicts.happen()
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(accepted == 12)
        #expect(journal.all.filter { $0 == "DATA" }.count == 12)
        #expect(1...3 ~= server.connections)
    }

    @Test func `credentials are sent and accepted before the mail`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            var script = SMTPScript()
            script.capabilities = ["AUTH CRAM-MD5 LOGIN PLAIN"]
            return script
        }
        let mail = server.mail {
            $0.username = "hub"
            $0.password = Secret("pw")
        }
        _ = try await submitter.submit(mail)
        #expect(
            journal.all.prefix(3) == ["EHLO hub.example", "AUTH PLAIN AGh1YgBwdw==", "MAIL FROM:<bounce@example.com>"]
        )
    }

    @Test func `with credentials and no AUTH offered nothing is sent`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        let mail = server.mail {
            $0.username = "hub"
            $0.password = Secret("pw")
        }
        let fault = await #expect(throws: Fault.self) { try await submitter.submit(mail) }
        #expect(fault?.code == .authenticationRejected)
        #expect(fault?.context["phase"] == "auth")
        #expect(!journal.all.contains { $0.hasPrefix("MAIL") || $0.hasPrefix("AUTH") })
    }

    @Test func `where encryption is required and not offered nothing is sent`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        let fault = await #expect(throws: Fault.self) {
            try await submitter.submit(server.mail { $0.security = .required })
        }
        #expect(fault?.code == .encryptionUnavailable)
        #expect(!journal.all.contains { $0.hasPrefix("MAIL") })
    }

    @Test func `an address with a command in it never leaves`() async throws {
        let server = try LoopbackServer.smtp()
        let fault = await #expect(throws: Fault.self) {
            try await submitter.submit(server.mail(to: "ada@example.com>\r\nRSET\r\nVRFY <x"))
        }
        #expect(fault?.code == .addressInvalid)
        #expect(server.connections == 0)
    }

    @Test func `a farewell that is not answered holds up neither the next mail nor the end`() async throws {
        let server = try LoopbackServer.smtp { connection in
            var script = SMTPScript()
            script.answersQuit = false
            if connection == 1 { script.rcpt = "550 5.1.1 no such user" }
            return script
        }
        let started = ContinuousClock.now
        await #expect(throws: Fault.self) { try await submitter.submit(server.mail()) }
        _ = try await submitter.submit(server.mail())
        submitter.shutDown()
        // Two seconds for the refused one's, none for the kept one's; libcurl alone would wait two minutes for each.
        #expect(ContinuousClock.now - started < .seconds(8))
    }
}
