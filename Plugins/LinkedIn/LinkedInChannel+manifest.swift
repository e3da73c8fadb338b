// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension LinkedInChannel {
    package static let manifest = ChannelManifest(
        kind: "linkedin",
        version: "1",
        summary: "Posts of an organisation or a member on LinkedIn.",
        settings: [
            SettingDescription("author", .string, required: true, "urn:li:organization: or urn:li:person: and a name."),
            SettingDescription("version", .string, required: true, "The version of the API, such as 202610."),
            SettingDescription(
                "token",
                .string,
                required: true,
                secret: true,
                "An access token with the right to post."
            ),
            SettingDescription(
                "visibility",
                .choice,
                default: LinkedInSettings.Visibility.everybody.rawValue,
                choices: LinkedInSettings.Visibility.allCases.map(\.rawValue),
                "Who sees the posts."
            ),
            SettingDescription("server", .string, default: "https://api.linkedin.com", "The API's base URL."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        limits: [LimitDescription("commentary", max: LinkedInText.limit.max, unit: "utf16")],
        rate: RateLimit(100, per: .seconds(86_400), burst: 10),
        throttleScope: .channel,
        concurrency: 1,
        retry: RetryPolicy(schedule: [15, 60, 300, 1_200].map { .seconds($0) }, expires: .seconds(21_600)),
        order: .latest,
        // There is no key: a repeat would be a second post.
        unknownPolicy: .hold,
        attemptTimeout: LinkedInSettings.longestTimeout + .seconds(1)
    )
}
