// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension MastodonChannel {
    package static let manifest = ChannelManifest(
        kind: "mastodon",
        version: "1",
        summary: "Posts of a Mastodon account, with reply chains, and edits where they are wanted.",
        settings: [
            SettingDescription("server", .string, required: true, "The instance's base URL."),
            SettingDescription("token", .string, required: true, secret: true, "An access token for write:statuses."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "Whether an incident's updates are posts of their own, replies to the first, or edits of it."
            ),
            SettingDescription(
                "visibility",
                .choice,
                default: MastodonSettings.Visibility.everybody.rawValue,
                choices: MastodonSettings.Visibility.allCases.map(\.rawValue),
                "Who sees an incident's first post and its last."
            ),
            SettingDescription(
                "update_visibility",
                .choice,
                default: MastodonSettings.Visibility.unlisted.rawValue,
                choices: MastodonSettings.Visibility.allCases.map(\.rawValue),
                "Who sees what lies between; never more people than the first post's."
            ),
            SettingDescription("max_characters", .integer, default: "500", "The instance's limit for a post."),
            SettingDescription("url_characters", .integer, default: "23", "What the instance counts for an address."),
            SettingDescription("max_posts", .integer, default: "5", "Posts that one message may become; at most 20."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call an instance on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads, .edits, .deduplicates],
        limits: [LimitDescription("status", max: 500, unit: "characters")],
        rate: RateLimit(270, per: .seconds(10_800), burst: 30),
        throttleScope: .channel,
        concurrency: 2,
        // Within the hour for which an instance remembers a key.
        retry: RetryPolicy(schedule: [5, 30, 120, 600, 1_200].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // Each post has a key of its own: a repeat is the same post.
        unknownPolicy: .resend,
        attemptTimeout: .seconds(60)
    )
}
