// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Dispatch
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct SMTPFailureTests {
    private let submitter: CurlMailSubmitter

    init() throws { self.submitter = try CurlMailSubmitter() }

    private func fault(_ change: @escaping @Sendable (inout SMTPScript) -> Void) async throws -> Fault {
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            change(&script)
            return script
        }
        return try await fault(server.mail())
    }

    private func fault(_ mail: MailSubmission) async throws -> Fault {
        try #require(await #expect(throws: Fault.self) { try await submitter.submit(mail) })
    }

    @Test func `a refused recipient is dead with the relay's words but not the address in its fault`() async throws {
        let fault = try await fault { $0.rcpt = "550 5.1.1 <ada@example.com>: user unknown" }
        #expect(fault.code == .recipientRejected)
        let expected = [
            "smtp_code": "550", "enhanced_code": "5.1.1", "phase": "rcpt", "curl_code": "55",
            "reply": "550 5.1.1 <[address]>: user unknown",
        ]
        #expect(fault.context == expected)
    }

    @Test func `a refused verdict after 354 is a refusal and keeps the connection`() async throws {
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.verdict = "554 5.7.1 looks like spam"
            return script
        }
        for _ in 1...2 {
            let fault = try await fault(server.mail())
            #expect(fault.code == .contentRejected)
            #expect(fault.context["phase"] == "verdict")
            #expect(fault.context["smtp_code"] == "554")
        }
        #expect(server.connections == 1)
    }

    @Test func `a connection that ends after the final dot leaves the outcome unknown`() async throws {
        let fault = try await fault { $0.verdict = nil }
        #expect(fault.code == .outcomeUnknown)
        #expect(fault.context["phase"] == "verdict")
    }

    @Test(arguments: [0, 1])
    func `a mail whose connection dies before the verdict is handed over once`(kept: Int) async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            var script = SMTPScript()
            script.verdicts = kept
            return script
        }
        for _ in 0..<kept { _ = try await submitter.submit(server.mail()) }
        #expect(try await fault(server.mail("Subject: Lost\r\n\r\n")).code == .outcomeUnknown)
        #expect(journal.all.filter { $0.contains("Lost") }.count == 1)
        #expect(server.connections == 1)
    }

    @Test func `a verdict of another 2xx is an acceptance`() async throws {
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.verdict = "251 2.1.5 will forward"
            return script
        }
        #expect(try await submitter.submit(server.mail()).reply == "251 2.1.5 will forward")
    }

    @Test func `a greylisted recipient waits five minutes`() async throws {
        let fault = try await fault { $0.rcpt = "450 4.2.0 Greylisted, see you later" }
        #expect(fault.code == .greylisted)
        #expect(fault.retryAfter == .seconds(300))
    }

    @Test func `refused credentials stop the channel and temporary trouble with them does not`() async throws {
        for (answer, expected) in [
            ("535 5.7.8 bad", FaultCode.authenticationRejected), ("454 later", .providerUnavailable),
        ] {
            let server = try LoopbackServer.smtp { _ in
                var script = SMTPScript()
                script.capabilities = ["AUTH PLAIN"]
                script.auth = answer
                return script
            }
            let mail = server.mail {
                $0.username = "hub"
                $0.password = Secret("pw")
            }
            let fault = try await fault(mail)
            #expect(fault.code == expected)
            #expect(fault.context["phase"] == "auth")
        }
    }

    @Test func `a relay that takes no mail from us says so in its greeting`() async throws {
        #expect(try await fault { $0.greeting = "554 5.7.1 go away" }.context["phase"] == "greeting")
        #expect(try await fault { $0.greeting = "421 4.3.2 busy" }.code == .providerUnavailable)
    }

    @Test func `a closed port refuses the connection`() async throws {
        let server = try LoopbackServer.smtp()
        let mail = server.mail()
        server.stop()
        #expect(try await fault(mail).code == .connectionRefused)
    }

    @Test func `a relay that says nothing times out at the step that waits`() async throws {
        let server = try LoopbackServer { peer, _ in peer.awaitEnd() }
        var mail = server.mail()
        mail.timeout = .milliseconds(500)
        let fault = try await fault(mail)
        #expect(fault.code == .timedOut)
        #expect(fault.context["phase"] == "connect")
    }

    @Test func `a verdict that takes longer than other answers may is waited for`() async throws {
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.thinking = .milliseconds(2_500)
            return script
        }
        var mail = server.mail()
        mail.timeout = .seconds(1)
        #expect(try await submitter.submit(mail).reply.hasPrefix("250"))
    }

    @Test func `a verdict that never comes leaves the outcome unknown`() async throws {
        let never = Event()
        defer { never.happen() }
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.beforeVerdict = never
            return script
        }
        var mail = server.mail()
        mail.verdictTimeout = .milliseconds(500)
        #expect(try await fault(mail).code == .outcomeUnknown)
    }

    @Test func `a kept connection that answers 421 costs nothing`() async throws {
        let journal = Journal()
        let server = try LoopbackServer.smtp(journal: journal) { _ in
            var script = SMTPScript()
            script.secondMail = "421 4.4.2 idle for too long"
            return script
        }
        for _ in 1...3 { _ = try await submitter.submit(server.mail()) }
        #expect(server.connections == 3)
        #expect(journal.all.filter { $0 == "DATA" }.count == 3)
    }

    @Test func `a 421 on a new connection is not tried again at once`() async throws {
        let server = try LoopbackServer.smtp { _ in
            var script = SMTPScript()
            script.mail = "421 4.3.2 busy"
            return script
        }
        #expect(try await fault(server.mail()).code == .providerUnavailable)
        #expect(server.connections == 1)
    }
}
