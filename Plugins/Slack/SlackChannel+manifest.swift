// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension SlackChannel {
    package static let manifest = ChannelManifest(
        kind: "slack",
        version: "1",
        summary: "Slack channels: by a bot's token with threads and edits, or by incoming webhooks.",
        settings: [
            SettingDescription(
                "token",
                .string,
                secret: true,
                "Of the app's bot user (xoxb-…): env:NAME or file:PATH."
            ),
            SettingDescription(
                "webhook",
                .string,
                secret: true,
                "An incoming webhook's URL, for destinations without a secret where there is no token."
            ),
            SettingDescription("server", .string, default: SlackSettings().server, "Where Slack's Web API is."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "What becomes of an incident's later updates; webhooks can only post."
            ),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call servers on loopback, private and link-local addresses too, and without TLS."
            ),
        ],
        capabilities: [.threads, .edits, .destinationSecrets],
        limits: [
            LimitDescription("text", max: SlackContent.textLimit.max, unit: "utf16"),
            LimitDescription("header", max: SlackContent.headerLimit.max, unit: "utf16"),
            LimitDescription("section", max: SlackContent.sectionLimit.max, unit: "utf16"),
        ],
        ratePerDestination: RateLimit(1, per: .seconds(1), burst: 3),
        throttleScope: .destination,
        concurrency: 8,
        retry: RetryPolicy(
            schedule: [2, 10, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(21_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        // Two requests, where a message is changed and its end announced.
        attemptTimeout: SlackSettings.longestTimeout * 2 + .seconds(1)
    )
}
