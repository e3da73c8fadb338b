// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension FacebookPageChannel {
    package static let manifest = ChannelManifest(
        kind: "facebook-page",
        version: "1",
        summary: "Posts of a Facebook page, and edits where they are wanted.",
        settings: [
            SettingDescription("page", .string, required: true, "The page's number."),
            SettingDescription("token", .string, required: true, secret: true, "A page access token."),
            SettingDescription(
                "updates",
                .choice,
                default: UpdateMode.post.rawValue,
                choices: [UpdateMode.post, .edit].map(\.rawValue),
                "Whether an incident's updates are posts of their own or edits of the first."
            ),
            SettingDescription("version", .string, default: "v24.0", "The version of the Graph API."),
            SettingDescription("server", .string, default: "https://graph.facebook.com", "The API's base URL."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.edits],
        limits: [LimitDescription("message", max: FacebookPageText.limit.max, unit: "utf16")],
        rate: RateLimit(60, per: .seconds(3_600), burst: 10),
        throttleScope: .channel,
        concurrency: 1,
        retry: RetryPolicy(schedule: [15, 60, 300, 1_200].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // There is no key: a repeat would be a second post.
        unknownPolicy: .hold,
        attemptTimeout: .seconds(60)
    )
}
