// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Dispatch

/// What a relay answers on one connection.
struct SMTPScript: Sendable {
    var greeting = "220 relay.example ESMTP"
    var capabilities = ["SIZE 10000000", "ENHANCEDSTATUSCODES"]
    var auth = "235 2.7.0 Authentication successful"
    var mail = "250 2.1.0 Ok"
    var rcpt = "250 2.1.5 Ok"
    var data = "354 End data with <CR><LF>.<CR><LF>"
    /// Nil ends the connection in place of a verdict.
    var verdict: String? = "250 2.0.0 Ok: queued as 4XyZ"
    /// How many mails of the connection are given one; in place of the next the connection ends.
    var verdicts = Int.max
    var answersQuit = true
    /// Ends the connection with this word in place of the answer to the second MAIL.
    var secondMail: String?
    /// Ends the connection after a verdict, without a word.
    var leavesAfterVerdict = false
    /// Writes every answer in two pieces.
    var stutters = false
    /// How long the relay thinks before its verdict.
    var thinking: DispatchTimeInterval?
    /// Waited for before the verdict is given.
    var beforeVerdict: Event?
    /// Happens when a whole mail has arrived.
    var received: Event?
}

extension LoopbackServer {
    /// A relay that notes every command, and each mail's bytes as they came over the wire.
    static func smtp(
        journal: Journal = Journal(),
        _ script: @escaping @Sendable (_ connection: Int) -> SMTPScript = { _ in SMTPScript() }
    ) throws -> LoopbackServer {
        try LoopbackServer { peer, number in peer.serve(script(number), journal) }
    }

    func relay(_ change: (inout MailRelay) -> Void = { _ in }) -> MailRelay {
        var relay = MailRelay(
            url: "smtp://127.0.0.1:\(port)",
            security: .none,
            greetingName: "hub.example",
            connections: 1
        )
        change(&relay)
        return relay
    }

    func mail(
        _ content: String = "Subject: Hello\r\n\r\nText\r\n",
        to recipient: String = "ada@example.com",
        _ change: (inout MailRelay) -> Void = { _ in }
    ) -> MailSubmission {
        MailSubmission(
            relay: relay(change),
            sender: "bounce@example.com",
            recipient: recipient,
            content: Array(content.utf8),
            timeout: .seconds(10)
        )
    }
}

extension Peer {
    fileprivate func serve(_ script: SMTPScript, _ journal: Journal) {
        func say(_ line: String) {
            guard script.stutters else { return write(line + "\r\n") }
            write(String(line.prefix(2)))
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(20))
            write(line.dropFirst(2) + "\r\n")
        }
        say(script.greeting)
        var mails = 0
        while let command = line() {
            journal.note(command)
            switch command.prefix(4).uppercased() {
            case "EHLO":
                let lines = ["relay.example"] + script.capabilities
                for line in lines.dropLast() { say("250-\(line)") }
                say("250 \(lines.last ?? "")")
            case "AUTH": say(script.auth)
            case "MAIL":
                mails += 1
                if mails == 2, let farewell = script.secondMail { return say(farewell) }
                say(script.mail)
            case "RCPT": say(script.rcpt)
            case "DATA":
                say(script.data)
                guard script.data.hasPrefix("354") else { continue }
                journal.note(content())
                script.received?.happen()
                script.beforeVerdict?.block()
                if let thinking = script.thinking { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + thinking) }
                guard let verdict = script.verdict, mails <= script.verdicts else { return }
                say(verdict)
                if script.leavesAfterVerdict { return }
            case "QUIT":
                guard script.answersQuit else { return awaitEnd() }
                return say("221 2.0.0 Bye")
            default: say("250 2.0.0 Ok")
            }
        }
    }

    /// A mail's lines as they stand on the wire, dots still doubled, without the final one.
    private func content() -> String {
        var text = ""
        while let line = line(), line != "." { text += line + "\r\n" }
        return text
    }
}
