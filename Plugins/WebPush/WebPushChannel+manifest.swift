// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension WebPushChannel {
    package static let manifest = ChannelManifest(
        kind: "web-push",
        version: "1",
        summary: "Encrypted notifications to browsers (Web Push: RFC 8030, 8291 and 8292).",
        settings: [
            SettingDescription(
                "vapid_key",
                .string,
                required: true,
                secret: true,
                "The private key that browsers subscribed to: P-256, as PEM or as 32 bytes in base64url."
            ),
            SettingDescription(
                "subject",
                .string,
                required: true,
                "Where push services reach the people who send: a mailto: or https: address."
            ),
            SettingDescription("ttl", .duration, default: "4h", "How long a message waits for a browser; 1m to 28d."),
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
                "Call push services on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.destinationSecrets, .edits, .personal, .unsubscribes],
        limits: [LimitDescription("notification", max: PushEncryption.longestText, unit: "bytes")],
        throttleScope: .lane,
        concurrency: 64,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600, 7_200].map { .seconds($0) },
            expires: .seconds(6 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: WebPushSettings.longestTimeout + .seconds(1)
    )
}
