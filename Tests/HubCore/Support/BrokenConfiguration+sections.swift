// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

extension BrokenConfiguration {
    static let audiencesAndPlaybooks: [BrokenConfiguration] = [
        BrokenConfiguration(mail + "audiences:\n  - destinations: []\n", ":5 /audiences/0/name", "“name” is missing."),
        BrokenConfiguration(
            mail + "audiences:\n  - { name: a }\n  - { name: a }\n",
            ":6 /audiences/1/name",
            "There is another audience “a”."
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    file: none.csv\n",
            ":6 /audiences/0/file",
            "cannot be read"
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mial, to: x }\n",
            ":7 /audiences/0/destinations/0/channel",
            "Did you mean “mail”?"
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail }\n",
            ":7 /audiences/0/destinations/0/to",
            "“to” is missing."
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: \"\" }\n",
            ":7 /audiences/0/destinations/0/to",
            "1 to 2,048 bytes"
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, secret: hunter2 }\n",
            ":7 /audiences/0/destinations/0/secret",
            "env:NAME or file:PATH"
        ),
        BrokenConfiguration(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, secret: \"env:NO\" }\n",
            .secretMissing,
            ":7 /audiences/0/destinations/0/secret",
            "Set the environment variable NO"
        ),
        BrokenConfiguration(
            mail
                + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, else: [{ channel: sms, to: y }] }\n",
            ":7 /audiences/0/destinations/0/else/0/channel",
            "Use one of: mail."
        ),
        BrokenConfiguration(hub + "playbooks:\n  - { when: {} }\n", ":3 /playbooks/0/name", "“name” is missing."),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, when: { severity: [sev9] } }\n",
            ":3 /playbooks/0/when/severity/0",
            "sev1"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, audiences: [b] }\n",
            ":3 /playbooks/0/audiences/0",
            "“b” is not an audience."
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, acknowledge: true }\n",
            ":3 /playbooks/0/acknowledge",
            "needs a template"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, cadence: { fixed: 1m } }\n",
            .configurationUnknownKey,
            ":3 /playbooks/0/cadence/fixed",
            "investigating, identified"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, cadence: { identified: 20 } }\n",
            ":3 /playbooks/0/cadence/identified",
            "20m"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, cadence: { identified: 0m } }\n",
            ":3 /playbooks/0/cadence/identified",
            "20m"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p, approval: { public: legal } }\n",
            ":3 /playbooks/0/approval/public",
            "“none”"
        ),
        BrokenConfiguration(
            hub + "playbooks:\n  - { name: p }\n  - { name: p }\n",
            ":4 /playbooks/1/name",
            "There is another playbook “p”."
        ),
        BrokenConfiguration(
            hub + "access: { bootstrap_token: hunter2 }\n",
            ":2 /access/bootstrap_token",
            "env:NAME or file:PATH"
        ),
        BrokenConfiguration(
            hub + "access: { bootstrap_token: \"env:T\" }\n",
            .secretMissing,
            ":2 /access/bootstrap_token",
            "T before"
        ),
        BrokenConfiguration(
            hub + "access: { tokn: x }\n",
            .configurationUnknownKey,
            ":2 /access/tokn",
            "bootstrap_token"
        ),
    ]
    /// Falling back, telling operators, keeping and forgetting.
    static let endurance: [BrokenConfiguration] = [
        BrokenConfiguration("hub:\n  disk_reserve: 256\n", ":2 /hub/disk_reserve", "256MB or 1GB"),
        BrokenConfiguration("hub:\n  disk_reserve: \"256 MB\"\n", ":2 /hub/disk_reserve", "256MB or 1GB"),
        BrokenConfiguration("hub:\n  disk_reserve: 9999TB\n", ":2 /hub/disk_reserve", "256MB or 1GB"),
        BrokenConfiguration(channel("per_lane: { limit: 0 }"), ":6 /channels/0/per_lane/limit", "from 1 to"),
        BrokenConfiguration(channel("fallback: [mail]"), ":6 /channels/0/fallback", "stand in for itself"),
        BrokenConfiguration(
            channel("fallback: [spare, spare]\n  - { name: spare, plugin: email, settings: { server: s, from: f } }"),
            ":6 /channels/0/fallback",
            "more than once"
        ),
        BrokenConfiguration(channel("failover: { after: soon }"), ":6 /channels/0/failover/after", "120s"),
        BrokenConfiguration(channel("failover: { after: 0s }"), ":6 /channels/0/failover/after", "120s"),
        BrokenConfiguration(
            channel("failover: { after: 10s, critical_after: 20s }"),
            ":6 /channels/0/failover/critical_after",
            "wait longer"
        ),
        BrokenConfiguration(channel("failover: { failures: 0 }"), ":6 /channels/0/failover/failures", "from 1 to 100"),
        BrokenConfiguration(
            channel("failover: { failure: 3 }"),
            .configurationUnknownKey,
            ":6 /channels/0/failover/failure",
            "Did you mean “failures”?"
        ),
        BrokenConfiguration(mail + "operators: mail\n", ":4 /operators", "must be a list"),
        BrokenConfiguration(
            mail + "operators:\n  - { channel: mial, to: x }\n",
            ":5 /operators/0/channel",
            "Did you mean “mail”?"
        ),
        BrokenConfiguration(mail + "operators:\n  - { channel: mail }\n", ":5 /operators/0/to", "“to” is missing."),
        BrokenConfiguration(
            mail + "operators:\n  - { channel: mail, to: x, secret: \"env:NO\" }\n",
            .secretMissing,
            ":5 /operators/0/secret",
            "Set the environment variable NO"
        ),
        BrokenConfiguration(mail + "retention: { attempts: 5m }\n", ":4 /retention/attempts", "at least an hour"),
        BrokenConfiguration(mail + "retention: { messages: 0d }\n", ":4 /retention/messages", "at least an hour"),
        BrokenConfiguration(
            mail + "retention: { attempts: 91d }\n",
            ":4 /retention/attempts",
            "longer than the messages"
        ),
        BrokenConfiguration(
            mail + "retention: { deliveries: 9d }\n",
            .configurationUnknownKey,
            ":4 /retention/deliveries",
            "attempts, messages, statistics"
        ),
        BrokenConfiguration(other("else: [{ channel: mail, to: x }]"), place("else/0/to"), "the address itself"),
        BrokenConfiguration(
            other("else: [{ channel: mail, to: y, else: [{ channel: mail, to: z }] }]"),
            place("else/0/else"),
            "one after the other"
        ),
        BrokenConfiguration(
            other("else: [{ channel: mail, to: y, secret: \"env:NO\" }]"),
            .secretMissing,
            place("else/0/secret"),
            "Set the environment variable NO"
        ),
    ]

    private static func other(_ extra: String) -> String {
        mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, \(extra) }\n"
    }

    private static func place(_ pointer: String) -> String { ":7 /audiences/0/destinations/0/\(pointer)" }
}
