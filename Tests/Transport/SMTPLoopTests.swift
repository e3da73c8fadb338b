// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

/// What all relays sharing one thread must not change, and what commands in groups bring with them.
@Suite(.timeLimit(.minutes(1)))
struct SMTPLoopTests {
    private let submitter: CurlMailSubmitter

    init() throws { self.submitter = try CurlMailSubmitter() }

    private static func grouping(_ change: (inout SMTPScript) -> Void = { _ in }) -> SMTPScript {
        var script = SMTPScript()
        script.capabilities = ["PIPELINING", "SIZE 10000000"]
        change(&script)
        return script
    }

    @Test func `relays that are silent at any step hold up no other`() async throws {
        let (verdict, received, arrived) = (Event(), Event(), Event())
        let deaf = try LoopbackServer { peer, _ in
            arrived.happen()
            peer.awaitEnd()
        }
        let slow = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.beforeVerdict = verdict
            script.received = received
            return script
        }
        let quick = try LoopbackServer.smtp()
        let held = Task { [submitter] in try await submitter.submit(slow.mail()) }
        let lost = Task { [submitter] in try await submitter.submit(deaf.mail()) }
        await received.happened()
        await arrived.happened()
        for _ in 1...120 { _ = try await submitter.submit(quick.mail()) }
        verdict.happen()
        #expect(try await held.value.reply.hasPrefix("250"))
        lost.cancel()
        #expect(await lost.result.faultCode == .cancelled)
    }

    @Test func `a mail that waits for its verdict leaves the relay's other connections to others`() async throws {
        let (verdict, received) = (Event(), Event())
        let server = try LoopbackServer.smtp { connection in
            var script = SMTPScript()
            if connection == 1 {
                script.beforeVerdict = verdict
                script.received = received
            }
            return script
        }
        let mail = server.mail { $0.connections = 2 }
        let held = Task { [submitter] in try await submitter.submit(mail) }
        await received.happened()
        for _ in 1...20 { _ = try await submitter.submit(mail) }
        verdict.happen()
        #expect(try await held.value.reply.hasPrefix("250"))
        #expect(server.connections == 2)
    }

    @Test func `commands in a group come in the usual order and carry the same bytes`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in Self.grouping() }
        let content = "Subject: x\r\n\r\n.dot\r\n"
        for _ in 1...3 { _ = try await submitter.submit(server.mail(content)) }
        let one = [
            "MAIL FROM:<bounce@example.com> SIZE=\(content.utf8.count)", "RCPT TO:<ada@example.com>", "DATA",
            "Subject: x\r\n\r\n..dot\r\n",
        ]
        #expect(journal.all == ["EHLO hub.example"] + one + one + one)
    }

    @Test(arguments: ["354 go on", "554 5.5.1 no valid recipients"])
    func `a recipient refused within a group is no mail, whatever DATA is answered`(data: String) async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { connection in
            Self.grouping { script in
                guard connection == 1 else { return }
                script.rcpt = "550 5.1.1 unknown"
                script.data = data
            }
        }
        let fault = await #expect(throws: Fault.self) {
            try await submitter.submit(server.mail("Subject: Refused\r\n\r\n"))
        }
        #expect(fault?.code == .recipientRejected)
        #expect(fault?.context["phase"] == "rcpt")
        _ = try await submitter.submit(server.mail("Subject: Next\r\n\r\n"))
        #expect(server.connections == 2)
        #expect(!journal.all.contains { $0.contains("Refused") || $0.contains("QUIT\r\n") })
        // Only where the relay is not waiting for a mail's text.
        #expect(journal.all.contains("QUIT") == data.hasPrefix("5"))
    }

    @Test func `a sender refused within a group is what the mail failed at`() async throws {
        let server = try LoopbackServer.smtp { _ in
            Self.grouping {
                $0.mail = "550 5.7.1 not from you"
                $0.rcpt = "503 5.5.1 MAIL first"
                $0.data = "503 5.5.1 RCPT first"
            }
        }
        let fault = await #expect(throws: Fault.self) { try await submitter.submit(server.mail()) }
        #expect(fault?.context["phase"] == "mail")
        #expect(fault?.context["smtp_code"] == "550")
    }

    @Test(arguments: [true, false])
    func `a kept connection that was closed without a word costs nothing`(inGroups: Bool) async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            var script = inGroups ? Self.grouping() : SMTPScript()
            script.leavesAfterVerdict = true
            return script
        }
        for number in 1...5 { _ = try await submitter.submit(server.mail("Subject: \(number)\r\n\r\n")) }
        #expect(server.connections == 5)
        #expect(journal.all.filter { $0.hasPrefix("Subject") }.count == 5)
    }

    @Test func `a kept connection that answers a group with 421 costs nothing`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            Self.grouping { $0.secondMail = "421 4.4.2 idle for too long" }
        }
        for _ in 1...3 { _ = try await submitter.submit(server.mail()) }
        #expect(server.connections == 3)
    }

    @Test(arguments: [true, false])
    func `answers that come in pieces are read as one`(inGroups: Bool) async throws {
        let server = try LoopbackServer.smtp { _ in
            var script = inGroups ? Self.grouping() : SMTPScript()
            script.stutters = true
            return script
        }
        for _ in 1...2 {
            #expect(try await submitter.submit(server.mail()).reply == "250 2.0.0 Ok: queued as 4XyZ")
        }
        #expect(server.connections == 1)
    }

    @Test func `many mails at once to many relays all arrive`() async throws {
        let journal = Journal()
        let servers = try (1...8).map { _ in try LoopbackServer.smtp(journal: journal) { _ in Self.grouping() } }
        let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
            for (number, server) in servers.enumerated() {
                for _ in 1...150 {
                    let mail = server.mail("Subject: \(number)\r\n\r\n") { $0.connections = 4 }
                    group.addTask { [submitter] in
                        _ = try await submitter.submit(mail)
                        return 1
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 }
        }
        #expect(accepted == 1_200)
        #expect(journal.all.filter { $0.hasPrefix("Subject") }.count == 1_200)
    }

    @Test func `a mail that was cancelled before it was submitted never leaves`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal)
        let ready = Event()
        let mail = server.mail("Subject: Never\r\n\r\n")
        let task = Task { [submitter] in
            await ready.happened()
            return try await submitter.submit(mail)
        }
        task.cancel()
        ready.happen()
        #expect(await task.result.faultCode == .cancelled)
        _ = try await submitter.submit(server.mail())
        #expect(!journal.all.contains { $0.contains("Never") })
    }
}

extension Result {
    fileprivate var faultCode: FaultCode? {
        guard case .failure(let error) = self else { return nil }
        return (error as? Fault)?.code
    }
}
