// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension TelegramChannel {
    package static let manifest = ChannelManifest(
        kind: "telegram",
        version: "1",
        summary: "Messages by a Telegram bot to people, groups, topics and channels.",
        settings: [
            SettingDescription("token", .string, required: true, secret: true, "What BotFather gave out for the bot."),
            SettingDescription("server", .string, default: "https://api.telegram.org", "The Bot API's base URL."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "Whether an incident's updates are messages of their own, replies to the first, or edits of it."
            ),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads, .edits],
        limits: [LimitDescription("text", max: TelegramText.limit.max, unit: "utf16")],
        rate: RateLimit(25, per: .seconds(1), burst: 5),
        // What a group may be sent; a person could be sent one a second.
        ratePerDestination: RateLimit(17, per: .seconds(60), burst: 3),
        throttleScope: .destination,
        concurrency: 8,
        retry: RetryPolicy(schedule: [1, 5, 30, 120, 600].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        unknownPolicy: .resend,
        dropOrder: TelegramText.dropOrder,
        // One that edits and announces makes two requests.
        attemptTimeout: TelegramSettings.longestTimeout + .seconds(1)
    )
}
