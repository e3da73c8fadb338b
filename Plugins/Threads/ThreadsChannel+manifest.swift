// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension ThreadsChannel {
    package static let manifest = ChannelManifest(
        kind: "threads",
        version: "1",
        summary: "Posts of an account on Threads, with reply chains.",
        settings: [
            SettingDescription("user", .string, required: true, "The account's number."),
            SettingDescription("token", .string, required: true, secret: true, "An access token of the account."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: [UpdateMode.post, .thread].map(\.rawValue),
                "Whether an incident's updates are posts of their own or replies to the first."
            ),
            SettingDescription("max_posts", .integer, default: "5", "Posts that one message may become; at most 20."),
            SettingDescription("server", .string, default: "https://graph.threads.net/v1.0", "The API's base URL."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads],
        limits: [LimitDescription("text", max: 500, unit: "characters")],
        // 250 posts and 1,000 replies a day (Threads API, Overview), and a message may become five of them.
        rate: RateLimit(175, per: .seconds(86_400), burst: 25),
        throttleScope: .channel,
        concurrency: 1,
        retry: RetryPolicy(schedule: [15, 60, 300, 1_200].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // There is no key: a repeat would be a second post.
        unknownPolicy: .hold,
        attemptTimeout: .seconds(90)
    )
}
