// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension EmailChannel {
    package static let manifest = ChannelManifest(
        kind: "email",
        version: "1.0.0",
        summary: "Mail through an SMTP relay: text and HTML, threaded per incident, one-click unsubscription.",
        settings: [
            SettingDescription("server", .string, required: true, "The relay: smtp://host:port or smtps://host:port."),
            SettingDescription("from", .string, required: true, "Whom readers see as the sender: Name <address>."),
            SettingDescription(
                "security",
                .choice,
                default: "tls",
                choices: ["tls", "none"],
                "tls encrypts or does not send (STARTTLS, or smtps); none is for a relay on the same machine or network."
            ),
            SettingDescription("username", .string, "For the relay."),
            SettingDescription("password", .string, secret: true, "For the relay: env:NAME or file:PATH."),
            SettingDescription(
                "reply_to",
                .string,
                "Where answers go, if not to the sender; also offered for unsubscribing by mail."
            ),
            SettingDescription(
                "return_path",
                .string,
                "The envelope's sender, to which failures go, if not the sender's address; empty for nobody."
            ),
            SettingDescription(
                "bounces",
                .string,
                "Instead: a mailbox that the hub reads; each mail's sender is an address below it, such as bounces+…."
            ),
            SettingDescription(
                "list_id",
                .string,
                "The list's identity for filters, such as incidents.market.example."
            ),
            SettingDescription("greeting_name", .string, "What to say in EHLO, if not the machine's own name."),
            SettingDescription("connections", .integer, default: "8", "Connections to the relay at once, 1 to 64."),
            SettingDescription(
                "lanes",
                .choice,
                default: EmailSettings.Lanes.relay.rawValue,
                choices: [EmailSettings.Lanes.relay.rawValue, EmailSettings.Lanes.domain.rawValue],
                "What shares a rate and a pause: all mail through the relay, or the mail to one domain."
            ),
            SettingDescription("dkim_selector", .string, "Signs mails: the name of the published key, as belfry-2026."),
            SettingDescription(
                "dkim_key",
                .string,
                secret: true,
                "Signs mails: the private key in PEM, RSA or Ed25519, as file:PATH or env:NAME."
            ),
            SettingDescription("dkim_domain", .string, "The domain that signs, if not the sender's own."),
        ],
        capabilities: [.personal, .threads, .unsubscribes, .bounces],
        limits: [
            LimitDescription("subject", max: EmailLimits.subject.max, unit: "graphemes"),
            LimitDescription("text", max: EmailLimits.body.max, unit: "bytes"),
            LimitDescription("html", max: EmailLimits.body.max, unit: "bytes"),
            LimitDescription("line", max: 998, unit: "bytes"),
        ],
        // Twice as many as connections: while the ledger records one mail, its connection carries the next.
        concurrency: 16,
        // Close together at first, for greylisting and busy relays, then apart for as long as an outage may last.
        retry: RetryPolicy(
            schedule: [
                .seconds(60), .seconds(300), .seconds(900), .seconds(1_800), .seconds(3_600), .seconds(7_200),
                .seconds(14_400), .seconds(14_400), .seconds(14_400), .seconds(14_400), .seconds(14_400),
            ],
            expires: .seconds(86_400)
        ),
        order: .latest,
        unknownPolicy: .resend,
        isPersonal: false,
        // The verdict alone may take ten minutes (RFC 5321 4.5.3.2.6).
        attemptTimeout: .seconds(660)
    )
}
