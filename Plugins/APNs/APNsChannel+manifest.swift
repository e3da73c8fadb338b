// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension APNsChannel {
    package static let manifest = ChannelManifest(
        kind: "apns",
        version: "1",
        summary: "Notifications of an app on Apple's devices.",
        settings: [
            SettingDescription("team_id", .string, required: true, "The developer team: 10 letters and digits."),
            SettingDescription("key_id", .string, required: true, "The signing key's name: 10 letters and digits."),
            SettingDescription("key", .string, required: true, secret: true, "The signing key (.p8), in PEM."),
            SettingDescription("next_key_id", .string, "The name of the key that takes over."),
            SettingDescription(
                "next_key",
                .string,
                secret: true,
                "A second key, turned to without a restart once Apple refuses the first."
            ),
            SettingDescription("topic", .string, required: true, "The app's bundle identifier."),
            SettingDescription(
                "environment",
                .choice,
                default: APNsSettings.Environment.production.rawValue,
                choices: APNsSettings.Environment.allCases.map(\.rawValue),
                "Which of Apple's services the device tokens belong to."
            ),
            SettingDescription("server", .string, "In place of Apple's own server, such as a stand-in."),
            SettingDescription("ttl", .duration, default: "4h", "How long Apple keeps a message; 0s: not at all."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "Whether an incident's notifications stand alone, are grouped, or replace one another."
            ),
            SettingDescription("sound", .string, default: "default", "The sound's file in the app; empty for none."),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.edits, .personal, .threads],
        limits: [LimitDescription("payload", max: APNsPayload.longest, unit: "bytes")],
        // Of too many requests Apple speaks for one device at a time.
        throttleScope: .destination,
        concurrency: 64,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 900, 900, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(6 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: APNsSettings.longestTimeout + .seconds(1)
    )
}
