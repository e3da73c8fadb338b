// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension XChannel {
    package static let manifest = ChannelManifest(
        kind: "x",
        version: "1",
        summary: "Posts of an account on X, with reply chains.",
        settings: [
            SettingDescription("consumer_key", .string, required: true, secret: true, "The application's key."),
            SettingDescription("consumer_secret", .string, required: true, secret: true, "The application's secret."),
            SettingDescription("token", .string, required: true, secret: true, "The account's token for it."),
            SettingDescription("token_secret", .string, required: true, secret: true, "The token's secret."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: [UpdateMode.post, .thread].map(\.rawValue),
                "Whether an incident's updates are posts of their own or replies to the first."
            ),
            SettingDescription("max_weight", .integer, default: "280", "The most that a post may weigh."),
            SettingDescription("max_posts", .integer, default: "5", "Posts that one message may become; at most 20."),
            SettingDescription("server", .string, default: "https://api.x.com", "The API's base URL."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads],
        limits: [LimitDescription("weight", max: 280, unit: "characters")],
        // X allows a user 100 posts in 15 minutes (docs.x.com, Rate limits), and a message may become five.
        rate: RateLimit(15, per: .seconds(900), burst: 5),
        throttleScope: .channel,
        concurrency: 1,
        retry: RetryPolicy(schedule: [15, 60, 300, 1_200].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // There is no key: a repeat would be a second post, or be refused as one.
        unknownPolicy: .hold,
        attemptTimeout: .seconds(60)
    )
}
