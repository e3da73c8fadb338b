// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct EmailConformanceTests {
    @Test func `the mail channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<EmailChannel>(
            settings: EmailSettings(
                server: "smtp://relay.market.example:587",
                from: "Märkte, \"Status\" <status@market.example>",
                username: "hub",
                password: Secret("canary-of-the-relay"),
                replyTo: "help@market.example",
                listID: "incidents.market.example",
                dkimSelector: "belfry-2026",
                dkimKey: MailSignatureTests.ed25519
            ),
            addresses: ["ada@example.com", "bo+tag@sub.example.org"],
            hostileAddresses: [
                "", "ada", "ada@example.com\r\nRCPT TO:<eve@example.com>", "<ada@example.com>", "a b@example.com",
                "ada@bo@example.com", "ada@example.com, bo@example.com", "ädä@example.com",
            ],
            canarySecrets: ["canary-of-the-relay", MailSignatureTests.ed25519.reveal()],
            refusedSettings: [
                EmailSettings(server: "https://relay.example", from: "a@market.example"),
                EmailSettings(server: "smtp://relay.example", from: "Market Status"),
                MailSignatureTests.settings(Secret("no key")),
            ]
        )
        #expect(await conformance.violations() == [])
    }
}
