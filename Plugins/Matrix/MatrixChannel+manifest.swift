// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension MatrixChannel {
    package static let manifest = ChannelManifest(
        kind: "matrix",
        version: "1",
        summary: "Messages in Matrix rooms.",
        settings: [
            SettingDescription("server", .string, required: true, "The homeserver's base URL."),
            SettingDescription(
                "access_token",
                .string,
                required: true,
                secret: true,
                "Of the account that the messages come from."
            ),
            SettingDescription(
                "msgtype",
                .choice,
                default: MatrixSettings.Kind.notice.rawValue,
                choices: MatrixSettings.Kind.allCases.map(\.rawValue),
                "A notice rings no bell with most readers; a text does."
            ),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.thread.rawValue,
                choices: UpdateMode.allCases.map(\.rawValue),
                "Whether an incident's updates are messages of their own, a thread below the first, or edits of it."
            ),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.threads, .edits, .deduplicates],
        limits: [LimitDescription("request", max: 60_000, unit: "bytes")],
        rate: RateLimit(1, per: .seconds(1), burst: 10),
        throttleScope: .lane,
        concurrency: 8,
        retry: RetryPolicy(schedule: [1, 5, 30, 120, 600].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        unknownPolicy: .resend,
        dropOrder: MatrixText.dropOrder,
        // One that edits and announces makes two requests.
        attemptTimeout: MatrixSettings.longestTimeout + .seconds(1)
    )
}
