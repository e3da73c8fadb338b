// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension DiscordChannel {
    package static let manifest = ChannelManifest(
        kind: "discord",
        version: "1",
        summary: "Discord channels by webhooks: cards, edits in place, threads in forums.",
        settings: [
            SettingDescription(
                "webhook",
                .string,
                secret: true,
                "A webhook's URL for destinations without a secret: env:NAME or file:PATH."
            ),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.post.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "What becomes of an incident's later updates; thread is for forum channels."
            ),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call webhooks on loopback, private and link-local addresses too, and without TLS."
            ),
        ],
        capabilities: [.threads, .edits, .destinationSecrets],
        limits: [
            LimitDescription("content", max: DiscordContent.contentLimit.max, unit: "utf16"),
            LimitDescription("description", max: DiscordContent.descriptionLimit.max, unit: "utf16"),
        ],
        // About what is seen of Discord's own limits; its headers say when they are used up.
        ratePerDestination: RateLimit(5, per: .seconds(5), burst: 5),
        throttleScope: .destination,
        concurrency: 8,
        retry: RetryPolicy(
            schedule: [2, 10, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(21_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        // Two requests, where a message is changed and its end announced.
        attemptTimeout: DiscordSettings.longestTimeout * 2 + .seconds(1)
    )
}
