// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

extension MattermostChannel {
    package static let manifest = ChannelManifest(
        kind: "mattermost",
        version: "1",
        summary: "Mattermost channels: by a bot's token with threads and edits, or by incoming webhooks.",
        settings: [
            SettingDescription("server", .string, "The server's address, for what is posted by token."),
            SettingDescription("token", .string, secret: true, "Of a bot account: env:NAME or file:PATH."),
            SettingDescription(
                "webhook",
                .string,
                secret: true,
                "An incoming webhook's URL, for destinations without a secret where there is no token."
            ),
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
        limits: [LimitDescription("text", max: MattermostText.limit.max, unit: "scalars")],
        ratePerDestination: RateLimit(5, per: .seconds(1), burst: 10),
        throttleScope: .lane,
        concurrency: 8,
        retry: RetryPolicy(
            schedule: [2, 10, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(21_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        // Two requests, where a post is changed and its end announced.
        attemptTimeout: MattermostSettings.longestTimeout * 2 + .seconds(1)
    )
}
