// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

extension TwilioChannel {
    package static let manifest = ChannelManifest(
        kind: "twilio",
        version: "1",
        summary: "Text messages (SMS) by Twilio.",
        settings: [
            SettingDescription("account", .string, required: true, "The account's SID, which starts with AC."),
            SettingDescription("token", .string, required: true, secret: true, "Its token, or an API key's secret."),
            SettingDescription("api_key", .string, "An API key's SID, which starts with SK."),
            SettingDescription("from", .string, "The sender: a number, a short code or a name."),
            SettingDescription("messaging_service", .string, "A service's SID, which starts with MG, in its place."),
            SettingDescription("max_segments", .integer, default: "3", "Segments that a message may take, 1 to 10."),
            SettingDescription(
                "transliterate",
                .choice,
                default: Transliteration.punctuation.rawValue,
                choices: Transliteration.allCases.map(\.rawValue),
                "What is written otherwise so that messages stay in the alphabet that takes more text."
            ),
            SettingDescription("validity", .duration, default: "1h", "After which Twilio gives an attempt up."),
            SettingDescription("server", .string, default: "https://api.twilio.com", "The API's base URL."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback, private and link-local addresses, or without TLS, too."
            ),
        ],
        capabilities: [.personal],
        limits: [LimitDescription("text", max: SMSText.longest.max, unit: "utf16")],
        rate: RateLimit(1, per: .seconds(1), burst: 5),
        throttleScope: .channel,
        concurrency: 4,
        retry: RetryPolicy(schedule: [5, 30, 120, 600].map { .seconds($0) }, expires: .seconds(7_200)),
        order: .latest,
        // There is no key: a second message would be a second message.
        unknownPolicy: .hold,
        attemptTimeout: TwilioSettings.longestTimeout + .seconds(1)
    )
}
