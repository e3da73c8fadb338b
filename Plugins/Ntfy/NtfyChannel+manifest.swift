// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension NtfyChannel {
    package static let manifest = ChannelManifest(
        kind: "ntfy",
        version: "1",
        summary: "Push notifications by ntfy, at ntfy.sh or on an own server.",
        settings: [
            SettingDescription("server", .string, default: "https://ntfy.sh", "The server, without a path."),
            SettingDescription("token", .string, secret: true, "An access token, for topics without one of their own."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.post.rawValue,
                choices: [UpdateMode.post.rawValue, UpdateMode.edit.rawValue],
                "Whether an update is shown beside the incident's earlier ones, or in their place."
            ),
            SettingDescription(
                "markdown",
                .boolean,
                default: "false",
                "Mark messages up; apps that cannot show it show the marks."
            ),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.edits, .destinationSecrets],
        limits: [LimitDescription("message", max: NtfyChannel.longestRendering, unit: "bytes")],
        rate: RateLimit(1, per: .seconds(5), burst: 60),
        throttleScope: .lane,
        concurrency: 4,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(12 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: NtfySettings.longestTimeout + .seconds(1)
    )
}
