// SPDX-License-Identifier: Apache-2.0

import Simulator

/// A relay with a fault, and what is to become of a mail through it.
///
/// The channel's schedule has two steps.
struct MailFault: Sendable {
    enum Relay: Sendable {
        /// A sink of its own that answers so; `security` as in the channel's settings.
        case sink(MailScript, security: String)
        case broken(String, scheme: String)
        case nobody
        case unknownHost
        /// TLS is spoken to a sink that knows of none.
        case secureSink
    }

    let name: String
    let relay: Relay
    let expected: FaultExpectation
    /// Whether twenty minutes lie between attempts: for faults that take a minute each.
    var isSlow = false

    static let all: [MailFault] = connection + refusals + verdicts + configuration

    private static func at(
        _ phase: MailPhase,
        _ name: String,
        _ answers: MailAnswer...,
        slow: Bool = false,
        expect expected: FaultExpectation
    ) -> MailFault {
        let script = MailScript([MailRule(phase: phase, answers: answers)])
        let relay = Relay.sink(script, security: "none")
        return MailFault(name: "\(phase) \(name)", relay: relay, expected: expected, isSlow: slow)
    }

    /// One attempt that has run into the time that an answer of the relay may take, and a long pause after it.
    private static let timedOut = FaultExpectation(states: ["retrying"], results: ["failed"], errors: ["timeout"])

    private static let connection = [
        MailFault(name: "nobody", relay: .nobody, expected: .exhausted("failed", "connection_refused")),
        MailFault(
            name: "unknown host",
            relay: .unknownHost,
            expected: FaultExpectation(
                states: ["dead", "retrying", "held", "pending"],
                results: nil,
                errors: ["dns_failure", "resolver_failed"]
            )
        ),
        at(.greeting, "close", .close, expect: .exhausted("failed", "connection_lost", "protocol_violation")),
        // The reset can come before the connection is noticed to stand.
        at(.greeting, "reset", .reset, expect: .exhausted("failed", "connection_lost", "connection_refused")),
        at(.greeting, "hang", .hang, slow: true, expect: timedOut),
        at(.greeting, "garbage and then nothing", .garbage, slow: true, expect: timedOut),
        at(.greeting, "421", 421, expect: .exhausted("failed", "provider_unavailable")),
        at(.ehlo, "close", .close, expect: .exhausted("failed", "connection_lost")),
        at(.mail, "reset", .reset, expect: .exhausted("failed", "connection_lost")),
        at(.data, "close", .close, expect: .exhausted("failed", "connection_lost")),
        at(.quit, "hang", .hang, expect: .delivered()),
        at(.quit, "reset", .reset, expect: .delivered()),
    ]

    private static let refusals = [
        at(.mail, "451", 451, expect: .exhausted("failed", "provider_unavailable")),
        at(.rcpt, "450", 450, expect: .exhausted("failed", "provider_unavailable")),
        at(.rcpt, "452 4.2.2", .reply(452, "4.2.2", "Mailbox full"), expect: .exhausted("failed", "mailbox_full")),
        at(.rcpt, "552", 552, expect: .exhausted("failed", "mailbox_full")),
        at(.rcpt, "550 5.1.1", .reply(550, "5.1.1", "Unknown"), expect: .refused("recipient_rejected")),
        at(.rcpt, "551", 551, expect: .refused("recipient_rejected")),
        at(.rcpt, "553", 553, expect: .refused("recipient_rejected")),
        at(.data, "451", 451, expect: .exhausted("failed", "provider_unavailable")),
        at(.data, "554", 554, expect: .refused("content_rejected")),
        at(.final, "451", 451, expect: .exhausted("failed", "provider_unavailable")),
        at(.final, "451 once", 451, 250, expect: .delivered(after: "failed", error: "provider_unavailable")),
        at(.final, "552 5.3.4", .reply(552, "5.3.4", "Too big"), expect: .refused("payload_too_large")),
        at(.final, "554 5.6.0", .reply(554, "5.6.0", "Malformed"), expect: .refused("content_rejected")),
        at(.final, "550 5.7.1", .reply(550, "5.7.1", "Spam"), expect: .refused("content_rejected")),
        // More of them than the schedule has steps.
        at(
            .rcpt,
            "450 4.7.0 four times",
            .reply(450, "4.7.0", "Too much mail"),
            .reply(450, "4.7.0", "Too much mail"),
            .reply(450, "4.7.0", "Too much mail"),
            .reply(450, "4.7.0", "Too much mail"),
            250,
            expect: .delivered(after: "failed", "failed", "failed", "failed", error: "rate_limited")
        ),
        at(
            .rcpt,
            "451 4.7.1 greylisted",
            .reply(451, "4.7.1", "Greylisted, come back in five minutes"),
            expect: FaultExpectation(states: ["retrying"], results: ["failed"], errors: ["greylisted"])
        ),
    ]

    private static let verdicts = [
        at(.final, "close", .close, expect: .exhausted("unknown", "outcome_unknown")),
        at(.final, "reset", .reset, expect: .exhausted("unknown", "outcome_unknown")),
        at(
            .final,
            "close with the mail",
            MailAnswer.close.keepingMail,
            250,
            expect: .delivered(after: "unknown", error: "outcome_unknown")
        ),
        // Ten minutes are granted for the verdict; nobody else waits for it.
        at(.final, "hang", .hang, expect: .underWay),
        at(.final, "garbage and then nothing", .garbage, expect: .underWay),
    ]

    private static let configuration = [
        at(.greeting, "554", 554, expect: .waiting("sender_rejected")),
        at(.mail, "550", 550, expect: .waiting("sender_rejected")),
        at(.mail, "530 5.7.0", .reply(530, "5.7.0", "Authentication required"), expect: .waiting("auth_rejected")),
        MailFault(name: "TLS to a plain port", relay: .secureSink, expected: .exhausted("failed", "tls_failure")),
        MailFault(
            name: "no STARTTLS",
            relay: .sink([], security: "tls"),
            expected: .waiting("encryption_unavailable")
        ),
        MailFault(
            name: "untrusted certificate",
            relay: .broken("tls", scheme: "smtps"),
            expected: .waiting("tls_untrusted")
        ),
        MailFault(
            name: "untrusted certificate after STARTTLS",
            relay: .broken("starttls", scheme: "smtp"),
            expected: .waiting("tls_untrusted")
        ),
    ]
}
