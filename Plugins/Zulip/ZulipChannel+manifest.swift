// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension ZulipChannel {
    package static let manifest = ChannelManifest(
        kind: "zulip",
        version: "1",
        summary: "Messages to channels and people of a Zulip organisation.",
        settings: [
            SettingDescription("server", .string, required: true, "The organisation's base URL."),
            SettingDescription("email", .string, required: true, "The bot's address, as its settings show it."),
            SettingDescription("api_key", .string, required: true, secret: true, "The bot's key."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "Whether an incident has a topic of its own (thread, edit), and whether its first message is edited."
            ),
            SettingDescription("topic", .string, default: "Status", "For messages that have no topic of their own."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads, .edits],
        limits: [LimitDescription("content", max: ZulipText.limit.max, unit: "code_points")],
        rate: RateLimit(150, per: .seconds(60), burst: 50),
        throttleScope: .lane,
        concurrency: 8,
        retry: RetryPolicy(schedule: [1, 5, 30, 120, 600].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        unknownPolicy: .resend,
        dropOrder: ZulipText.dropOrder,
        // One that edits and announces makes two requests.
        attemptTimeout: ZulipSettings.longestTimeout + .seconds(1)
    )
}
