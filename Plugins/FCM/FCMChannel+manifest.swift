// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension FCMChannel {
    package static let manifest = ChannelManifest(
        kind: "fcm",
        version: "1",
        summary: "Notifications of apps and browsers by Firebase Cloud Messaging (HTTP v1).",
        settings: [
            SettingDescription(
                "service_account",
                .string,
                required: true,
                secret: true,
                "The content of the Google service account's JSON file."
            ),
            SettingDescription("project", .string, "The project's ID, where it is not the service account's own."),
            SettingDescription("server", .string, default: "https://fcm.googleapis.com", "Where messages are sent to."),
            SettingDescription("token_server", .string, "Where access tokens are had, if not as the account says."),
            SettingDescription(
                "target",
                .choice,
                default: FCMSettings.Target.token.rawValue,
                choices: FCMSettings.Target.allCases.map(\.rawValue),
                "What addresses are: registration tokens, or Firebase installation IDs."
            ),
            SettingDescription("android_channel", .string, "The notification channel in the Android app."),
            SettingDescription("ttl", .duration, default: "4h", "How long Google keeps a message; at most 28d."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.post.rawValue,
                choices: [UpdateMode.post.rawValue, UpdateMode.edit.rawValue],
                "Whether an update is shown beside the incident's earlier ones, or in their place."
            ),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call servers on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.edits, .personal],
        limits: [
            LimitDescription("message", max: FCMMessage.longest, unit: "bytes"),
            LimitDescription("topic", max: FCMMessage.longestForTopic, unit: "bytes"),
        ],
        rate: RateLimit(590_000, per: .seconds(60), burst: 10_000),
        throttleScope: .channel,
        concurrency: 64,
        retry: RetryPolicy(
            schedule: [10, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(6 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: FCMSettings.longestTimeout + .seconds(1)
    )
}
