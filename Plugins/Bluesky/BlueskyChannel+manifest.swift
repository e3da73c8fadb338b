// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension BlueskyChannel {
    package static let manifest = ChannelManifest(
        kind: "bluesky",
        version: "1",
        summary: "Posts of a Bluesky account, with links and reply chains.",
        settings: [
            SettingDescription("server", .string, default: "https://bsky.social", "The account's data server."),
            SettingDescription("identifier", .string, required: true, "The account's handle or DID."),
            SettingDescription("password", .string, required: true, secret: true, "An app password of the account."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: [UpdateMode.post, .thread].map(\.rawValue),
                "Whether an incident's updates are posts of their own or replies to the first."
            ),
            SettingDescription("max_posts", .integer, default: "5", "Posts that one message may become; at most 20."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads],
        limits: [LimitDescription("text", max: 300, unit: "graphemes")],
        // A post costs 3 of 5,000 points an hour.
        // 5,000 points an hour and 35,000 a day (docs.bsky.app, Rate limits), of which a record costs three.
        rate: RateLimit(10_000, per: .seconds(86_400), burst: 300),
        throttleScope: .channel,
        concurrency: 2,
        retry: RetryPolicy(schedule: [5, 30, 120, 600, 1_800].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // Each post has a record key of its own: a repeat is the same record.
        unknownPolicy: .resend,
        attemptTimeout: .seconds(60)
    )
}
