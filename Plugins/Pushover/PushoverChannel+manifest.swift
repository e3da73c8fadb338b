// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension PushoverChannel {
    package static let manifest = ChannelManifest(
        kind: "pushover",
        version: "1",
        summary: "Push notifications by Pushover.",
        settings: [
            SettingDescription("token", .string, required: true, secret: true, "The application's token."),
            SettingDescription("server", .string, default: "https://api.pushover.net", "Where messages are sent to."),
            SettingDescription(
                "emergency",
                .boolean,
                default: "false",
                "Ring every minute for an hour, until somebody acknowledges, at sev1."
            ),
            SettingDescription("sound", .string, "One of Pushover's sounds in place of the reader's own."),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.personal],
        limits: [
            LimitDescription("message", max: PushoverMessage.longest, unit: "code_points"),
            LimitDescription("title", max: PushoverMessage.longestTitle, unit: "code_points"),
        ],
        throttleScope: .channel,
        // Pushover asks for no more connections than these.
        concurrency: 2,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(12 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: PushoverSettings.longestTimeout + .seconds(1)
    )
}
