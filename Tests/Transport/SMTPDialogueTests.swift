// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@Suite struct SMTPDialogueTests {
    private func dialogue(new: Bool = true, startTLS: Bool = false, credentials: Bool = false) -> SMTPDialogue {
        SMTPDialogue(isNewConnection: new, usesStartTLS: startTLS, needsAuthentication: credentials)
    }

    @Test func `a whole submission walks from the greeting to the verdict`() {
        var dialogue = dialogue(startTLS: true, credentials: true)
        let steps: [(String, SMTPPhase)] = [
            ("220 relay.example ESMTP", .ehlo), ("250-relay.example", .ehlo), ("250-STARTTLS", .ehlo),
            ("250 SIZE 1000", .starttls), ("220 2.0.0 Go ahead", .ehlo), ("250-relay.example", .ehlo),
            ("250 AUTH PLAIN LOGIN", .auth), ("334 UGFzc3dvcmQ6", .auth), ("235 2.7.0 Ok", .mail),
            ("250 2.1.0 Ok", .rcpt), ("250 2.1.5 Ok", .data), ("354 Go on", .content),
        ]
        #expect(dialogue.phase == .connect)
        for (line, phase) in steps {
            #expect(dialogue.receive(line + "\r\n") == .proceed)
            #expect(dialogue.phase == phase, "after \(line)")
        }
        dialogue.contentHandedOver()
        #expect(dialogue.phase == .verdict)
        #expect(!dialogue.isAccepted)
        _ = dialogue.receive("250 2.0.0 Ok: queued as 4XyZ\r\n")
        #expect(dialogue.isAccepted)
        _ = dialogue.receive("221 2.0.0 Bye\r\n")
        #expect(dialogue.reply?.line(hiding: "") == "250 2.0.0 Ok: queued as 4XyZ")
    }

    @Test func `a kept connection begins at MAIL`() {
        var dialogue = dialogue(new: false, credentials: true)
        #expect(dialogue.phase == .mail)
        #expect(dialogue.receive("250 2.1.0 Ok") == .proceed)
        #expect(dialogue.phase == .rcpt)
        dialogue.connectionOpened()
        #expect(dialogue.phase == .connect)
        #expect(dialogue.reply == nil)
    }

    @Test(arguments: [
        ["220 hi", "250-relay", "250 SIZE 1000"],
        ["220 hi", "250-relay", "250 auth PLAIN"],
        ["220 hi", "502 5.5.1 no EHLO here"],
    ])
    func `with credentials and no AUTH offered the dialogue stops before MAIL`(lines: [String]) {
        var dialogue = dialogue(credentials: true)
        for line in lines.dropLast() { #expect(dialogue.receive(line) == .proceed) }
        #expect(dialogue.receive(lines.last ?? "") == .refuse)
        #expect(dialogue.isOver)
    }

    @Test func `an AUTH offered before encryption counts for nothing after it`() {
        var dialogue = dialogue(startTLS: true, credentials: true)
        for line in ["220 hi", "250-AUTH PLAIN", "250 STARTTLS", "220 go", "250-relay"] { _ = dialogue.receive(line) }
        #expect(dialogue.receive("250 SIZE 1") == .refuse)
        #expect(dialogue.lacksAuthentication)
    }

    @Test func `a refused EHLO without credentials goes on with HELO`() {
        var dialogue = dialogue()
        for line in ["220 hi", "502 what"] { #expect(dialogue.receive(line) == .proceed) }
        #expect(dialogue.phase == .helo)
        #expect(!dialogue.isOver)
        #expect(dialogue.reply == nil)
        _ = dialogue.receive("250 relay")
        #expect(dialogue.phase == .mail)
    }

    @Test func `a refusal keeps its phase and the farewell after it is not read`() {
        var dialogue = dialogue(new: false)
        for line in ["250 ok", "550-5.1.1 The account", "550 5.1.1 does not exist", "221 bye"] {
            _ = dialogue.receive(line)
        }
        #expect(dialogue.phase == .rcpt)
        #expect(dialogue.isOver)
        #expect(dialogue.reply?.code == 550)
        #expect(dialogue.reply?.enhanced?.description == "5.1.1")
        #expect(dialogue.reply?.text == "5.1.1 The account 5.1.1 does not exist")
    }

    @Test func `a 250 before the mail has been handed over is no acceptance of it`() {
        var dialogue = dialogue(new: false)
        for line in ["250 ok", "250 ok", "354 go on", "250 2.0.0 queued"] { _ = dialogue.receive(line) }
        #expect(dialogue.phase == .content)
        #expect(dialogue.isOver)
        #expect(!dialogue.isAccepted)
    }

    @Test(arguments: ["", "25", "25x ok", "2500 ok", "099 ok", "ok"])
    func `what is no reply changes nothing`(line: String) {
        let before = dialogue(new: false)
        var dialogue = before
        #expect(dialogue.receive(line + "\r\n") == .proceed)
        #expect(dialogue == before)
    }

    @Test func `a greeting that refuses has its own phase`() {
        var dialogue = dialogue()
        _ = dialogue.receive("554 5.3.2 no service")
        #expect(dialogue.phase == .greeting)
        #expect(dialogue.isOver)
    }

    @Test(arguments: [("5.1.1 no", "5.1.1"), ("4.7.0", "4.7.0"), ("2.0.0 Ok", "2.0.0")])
    func `an enhanced code is read from the beginning`(text: String, code: String) {
        #expect(SMTPReply.Enhanced(text)?.description == code)
    }

    @Test(arguments: ["Ok", "3.1.1 x", "5.1 x", "5.1.1.1 x", "5.a.1", "", "5.1.1000"])
    func `what is no enhanced code is not read as one`(text: String) {
        #expect(SMTPReply.Enhanced(text) == nil)
    }

    @Test func `a reply is shown in one line, cut, and without the address`() {
        let reply = SMTPReply(
            code: 550,
            text: "5.1.1 <Ada@Example.com>: no\tADA@EXAMPLE.COM " + String(repeating: "x", count: 300)
        )
        let line = reply.line(hiding: "ada@example.com")
        #expect(line.hasPrefix("550 5.1.1 <[address]>: no [address] xxx"))
        #expect(line.count == 200)
    }
}
