// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension GoogleChatChannel {
    package static let manifest = ChannelManifest(
        kind: "google-chat",
        version: "1",
        summary: "Messages in Google Chat spaces, by incoming webhooks.",
        settings: [
            SettingDescription(
                "webhook",
                .string,
                secret: true,
                "The webhook's URL for destinations without a secret of their own."
            ),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: GoogleChatSettings.modes.map(\.rawValue),
                "Whether an incident's updates share a thread or are messages of their own."
            ),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call webhooks on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads, .deduplicates, .destinationSecrets],
        limits: [LimitDescription("text", max: 32_000, unit: "bytes")],
        rate: RateLimit(50, per: .seconds(1), burst: 50),
        // All webhooks and apps of a space share it (Google Chat API, Usage limits).
        ratePerDestination: RateLimit(1, per: .seconds(1), burst: 1),
        throttleScope: .destination,
        concurrency: 8,
        retry: RetryPolicy(schedule: [1, 5, 30, 120, 600].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        unknownPolicy: .resend,
        dropOrder: GoogleChatText.dropOrder,
        attemptTimeout: GoogleChatSettings.longestTimeout + .seconds(1)
    )
}
