// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing
import Transport

@Suite struct SMTPVerdictTests {
    private func reply(_ line: String) -> SMTPReply {
        SMTPReply(code: Int(line.prefix(3)) ?? 0, text: line.dropFirst(4))
    }

    @Test(
        arguments: [
            ("421 closing", .mail, .providerUnavailable), ("432 transition", .auth, .providerUnavailable),
            ("454 temporary", .auth, .providerUnavailable), ("450 busy", .rcpt, .providerUnavailable),
            ("451 local error", .verdict, .providerUnavailable), ("452 storage", .verdict, .providerUnavailable),
            ("455 parameters", .mail, .providerUnavailable), ("459 parameters", .rcpt, .providerUnavailable),
            ("500 syntax", .mail, .contentRejected), ("501 syntax", .rcpt, .contentRejected),
            ("502 syntax", .data, .contentRejected), ("503 sequence", .rcpt, .contentRejected),
            ("504 parameter", .mail, .contentRejected), ("555 parameter", .mail, .contentRejected),
            ("521 no mail", .rcpt, .recipientRejected), ("556 no mail", .rcpt, .recipientRejected),
            ("523 size", .verdict, .payloadTooLarge), ("552 size", .mail, .payloadTooLarge),
            ("552 quota", .rcpt, .mailboxFull), ("530 first", .mail, .authenticationRejected),
            ("534 weak", .auth, .authenticationRejected), ("535 bad", .auth, .authenticationRejected),
            ("538 needs TLS", .auth, .authenticationRejected), ("550 no", .rcpt, .recipientRejected),
            ("550 no", .mail, .senderRejected), ("550 no", .data, .contentRejected),
            ("550 no", .verdict, .contentRejected),
            ("551 not local", .rcpt, .recipientRejected), ("553 name", .rcpt, .recipientRejected),
            ("553 name", .mail, .senderRejected), ("554 no service", .greeting, .senderRejected),
            ("554 failed", .data, .contentRejected), ("554 failed", .verdict, .contentRejected),
            ("599 what", .rcpt, .recipientRejected), ("499 what", .rcpt, .providerUnavailable),
        ] as [(String, SMTPPhase, FaultCode)]
    )
    func `a basic code has its meaning`(line: String, phase: SMTPPhase, expected: FaultCode) {
        #expect(SMTPVerdict.code(of: reply(line), in: phase) == expected)
    }

    @Test(
        arguments: [
            ("550 5.1.1", .rcpt, .recipientRejected), ("550 5.1.2", .rcpt, .recipientRejected),
            ("501 5.1.3", .rcpt, .recipientRejected), ("550 5.1.6", .rcpt, .recipientRejected),
            ("556 5.1.10", .rcpt, .recipientRejected), ("550 5.1.7", .rcpt, .senderRejected),
            ("553 5.1.8", .rcpt, .senderRejected), ("450 4.1.1", .rcpt, .providerUnavailable),
            ("550 5.2.1", .rcpt, .recipientRejected), ("450 4.2.1", .rcpt, .providerUnavailable),
            ("552 5.2.2", .rcpt, .mailboxFull), ("452 4.2.2", .rcpt, .mailboxFull),
            ("552 5.2.3", .verdict, .payloadTooLarge), ("552 5.3.4", .mail, .payloadTooLarge),
            ("451 4.3.1", .verdict, .providerUnavailable), ("554 5.3.1", .verdict, .providerUnavailable),
            ("554 5.3.2", .rcpt, .providerUnavailable), ("554 5.4.1", .rcpt, .providerUnavailable),
            ("554 5.4.2", .rcpt, .providerUnavailable), ("554 5.4.3", .rcpt, .providerUnavailable),
            ("451 4.4.5", .rcpt, .providerUnavailable), ("550 5.4.5", .rcpt, .rateLimited),
            ("550 5.4.4", .rcpt, .recipientRejected), ("450 4.4.4", .rcpt, .providerUnavailable),
            ("554 5.4.6", .verdict, .contentRejected), ("554 5.4.7", .verdict, .contentRejected),
            ("550 5.5.3", .rcpt, .providerUnavailable), ("452 4.5.3", .rcpt, .providerUnavailable),
            ("503 5.5.1", .rcpt, .contentRejected), ("554 5.6.0", .verdict, .contentRejected),
            ("554 5.6.1", .verdict, .contentRejected), ("553 5.6.7", .rcpt, .recipientRejected),
            ("421 4.7.0", .mail, .rateLimited), ("450 4.7.1", .rcpt, .rateLimited),
            ("421 4.7.28", .verdict, .rateLimited),
            ("454 4.7.0", .auth, .providerUnavailable), ("454 4.7.0", .starttls, .providerUnavailable),
            ("550 5.7.0", .verdict, .contentRejected), ("554 5.7.1", .rcpt, .contentRejected),
            ("550 5.7.8", .mail, .authenticationRejected), ("550 5.7.9", .mail, .authenticationRejected),
            ("550 5.7.11", .mail, .authenticationRejected), ("550 5.7.13", .mail, .authenticationRejected),
            ("550 5.7.20", .verdict, .senderRejected), ("550 5.7.26", .verdict, .senderRejected),
            ("550 5.7.29", .verdict, .senderRejected), ("530 5.7.0", .mail, .authenticationRejected),
            ("535 5.7.8", .auth, .authenticationRejected), ("550 5.0.0", .rcpt, .recipientRejected),
            ("550 5.7.1 Daily SMTP relay limit exceeded", .rcpt, .rateLimited),
            ("450 4.2.0 Greylisted, try later", .rcpt, .greylisted),
            ("451 4.7.1 Greylisting in action", .rcpt, .greylisted),
            ("450 graylisted", .rcpt, .greylisted), ("454 Throttling failure: rate", .mail, .rateLimited),
        ] as [(String, SMTPPhase, FaultCode)]
    )
    func `an enhanced code says more than the basic one`(line: String, phase: SMTPPhase, expected: FaultCode) {
        #expect(SMTPVerdict.code(of: reply(line), in: phase) == expected)
    }

    @Test(
        arguments: [
            (6, nil, .connect, .hostUnknown), (7, nil, .connect, .connectionRefused), (28, nil, .connect, .timedOut),
            (8, "421 busy", .greeting, .providerUnavailable), (8, "554 no", .greeting, .senderRejected),
            (9, "502 no", .ehlo, .senderRejected), (9, "421 busy", .ehlo, .providerUnavailable),
            (64, "250 ok", .starttls, .encryptionUnavailable), (64, "502 no", .starttls, .encryptionUnavailable),
            (64, "454 4.7.0 no", .starttls, .providerUnavailable), (60, "220 go", .ehlo, .tlsUntrusted),
            (35, "220 go", .ehlo, .tlsFailed), (67, "334 eyJ", .auth, .authenticationRejected),
            (67, "454 later", .auth, .providerUnavailable), (67, "535 bad", .auth, .authenticationRejected),
            (67, "250 ok", .auth, .authenticationRejected), (23, "250 ok", .auth, .authenticationRejected),
            (55, "421 closing", .mail, .providerUnavailable), (55, "530 first", .mail, .authenticationRejected),
            (55, "550 no", .mail, .senderRejected), (55, "450 busy", .rcpt, .providerUnavailable),
            (55, "550 no", .rcpt, .recipientRejected), (55, "554 no", .data, .contentRejected),
            (8, "452 full", .verdict, .providerUnavailable), (8, "554 spam", .verdict, .contentRejected),
            (56, "354 go", .verdict, .outcomeUnknown), (28, "354 go", .verdict, .outcomeUnknown),
            (42, "354 go", .verdict, .outcomeUnknown), (55, "354 go", .content, .connectionLost),
            (42, "354 go", .content, .cancelled), (28, "354 go", .content, .timedOut),
            (56, "250 ok", .rcpt, .connectionLost), (52, nil, .mail, .connectionLost), (28, "250 ok", .rcpt, .timedOut),
            (42, "250 ok", .rcpt, .cancelled), (3, nil, .connect, .configurationInvalid),
        ] as [(UInt32, String?, SMTPPhase, FaultCode)]
    )
    func `a failed transfer is judged by reply and phase before libcurl's code`(
        curl: UInt32,
        line: String?,
        phase: SMTPPhase,
        expected: FaultCode
    ) {
        #expect(SMTPVerdict.code(curl: curl, reply: line.map { reply($0) }, phase: phase) == expected)
    }

    @Test func `a greylisted mail waits five minutes and a used-up quota an hour`() {
        #expect(SMTPVerdict.retryAfter(for: .greylisted, reply: reply("450 x")) == .seconds(300))
        #expect(SMTPVerdict.retryAfter(for: .rateLimited, reply: reply("550 5.4.5")) == .seconds(3_600))
        #expect(SMTPVerdict.retryAfter(for: .rateLimited, reply: reply("450 4.7.1")) == nil)
        #expect(SMTPVerdict.retryAfter(for: .providerUnavailable, reply: reply("450 x")) == nil)
    }
}
