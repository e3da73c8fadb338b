// SPDX-License-Identifier: Apache-2.0

import Simulator

/// A channel of every kind that is built in, each at its stand-in.
struct StandInChannels: Sendable {
    /// The HTTP sink's address.
    let base: String
    let mailPort: Int
    let accounts: StandInAccounts
    /// Secrets by the names of the files that channels point to.
    var secrets: [String: String] {
        let hooks = [
            "discord": "\(base)/discord/api/webhooks/1100000000000000001/simulator",
            "teams":
                "\(base)/teams/workflows/incidents/triggers/manual/paths/invoke?api-version=2016-06-01&sig=simulator",
            "google-chat": "\(base)/google-chat/v1/spaces/AAAA/messages?key=simulator&token=simulator",
        ]
        let tokens = [
            "webhook": Self.webhookSecret, "slack": "xoxb-simulator", "mattermost": "simulatortoken",
            "matrix": "syt_simulator", "telegram": "123456789:simulator", "zulip": "simulator",
            "mastodon": "simulator", "bluesky": "abcd-efgh-ijkl-mnop", "linkedin": "simulator", "threads": "simulator",
            "facebook": "simulator", "ntfy": accounts.ntfyToken, "gotify": accounts.gotifyToken,
            "pushover": accounts.pushoverToken, "twilio": accounts.twilio.token, "apns": accounts.apple.key.pem,
            "fcm": accounts.google.keyFile(tokenURL: "\(base)/fcm/token"), "vapid": accounts.browsers.vapidPEM,
            "browser": accounts.browsers.subscriptions[0].secret, "x-consumer-key": Self.x.consumerKey,
            "x-consumer-secret": Self.x.consumerSecret,
            "x-token": Self.x.token, "x-token-secret": Self.x.tokenSecret,
        ]
        return hooks.merging(tokens) { hook, _ in hook }
    }

    /// 32 bytes in base64, known to the stand-ins' own readers only.
    static let webhookSecret = "whsec_YmVsZnJ5LWRlbW8tc2VjcmV0LTMyLWJ5dGVzLWxvbmchIQ=="

    private static let x = XAccount(
        consumerKey: "xvz1evFS4wEEPTGEFPHBog",
        consumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
    )

    /// The stand-ins that know these accounts; without any, every well-formed credential is good.
    static func dialects(_ accounts: StandInAccounts?) -> [any ProviderDialect] {
        ProviderDialects.chat + ProviderDialects.push(accounts) + ProviderDialects.sms(accounts)
            + ProviderDialects.social(x: accounts == nil ? nil : [x])
    }

    /// The browser that has subscribed, as JSON with its private key.
    var browser: String {
        let browser = accounts.browsers.subscriptions[0]
        return #"{"p256dh":"\#(browser.p256dh)","auth":"\#(browser.auth)","private_key":"\#(browser.privateKey)"}"#
    }

    var all: [StandInChannel] { web + chat + push + social }

    private var web: [StandInChannel] {
        [
            StandInChannel(
                "mail",
                plugin: "email",
                [
                    "server": "smtp://127.0.0.1:\(mailPort)", "from": "Market Status <status@market.example>",
                    "security": "none",
                ],
                to: .init(address: "ada@example.com", locale: "en"),
                .init(address: "bo@example.com", locale: "de"),
                retry: "[1s, 5s, 30s]"
            ),
            StandInChannel(
                "partner-hooks",
                plugin: "webhook",
                ["allow_private_networks": true],
                to: .init(address: "\(base)/payments", secret: "webhook"),
                .init(address: "\(base)/warehouse", secret: "webhook"),
                retry: "[1s, 2s, 5s]"
            ),
            StandInChannel("banner", ["directory": "banner"], to: .init(address: "checkout")),
            StandInChannel(
                "status",
                plugin: "status_page",
                ["directory": "status", "title": "Market"],
                to: .init(address: "public", locale: "en"),
                .init(address: "public/de", locale: "de")
            ),
        ]
    }

    private var chat: [StandInChannel] {
        [
            StandInChannel("slack", at("slack", ["token": .secret("slack")]), to: .init(address: "C0123456789")),
            StandInChannel(
                "discord",
                ["webhook": .secret("discord"), "updates": "edit", "allow_private_networks": true],
                to: .init(address: "#incidents")
            ),
            StandInChannel(
                "teams",
                ["webhook": .secret("teams"), "allow_private_networks": true],
                to: .init(address: "Incidents")
            ),
            StandInChannel(
                "google-chat",
                ["webhook": .secret("google-chat"), "allow_private_networks": true],
                to: .init(address: "Incidents")
            ),
            StandInChannel(
                "mattermost",
                at("mattermost", ["token": .secret("mattermost")]),
                to: .init(address: "abcdefghijklmnopqrstuvwxyz")
            ),
            StandInChannel(
                "matrix",
                at("matrix", ["access_token": .secret("matrix")]),
                to: .init(address: "!incidents:simulator.example")
            ),
            StandInChannel(
                "telegram",
                at("telegram", ["token": .secret("telegram")]),
                to: .init(address: "-1001234567890", locale: "de")
            ),
            StandInChannel(
                "zulip",
                at("zulip", ["email": "belfry-bot@simulator.example", "api_key": .secret("zulip")]),
                to: .init(address: "incidents")
            ),
        ]
    }

    private var push: [StandInChannel] {
        [
            StandInChannel(
                "iphones",
                plugin: "apns",
                [
                    "team_id": .text(accounts.apple.team), "key_id": .text(accounts.apple.key.id),
                    "key": .secret("apns"), "topic": .text(accounts.apple.topic), "server": .text(base),
                    "allow_private_networks": true,
                ],
                to: .init(address: accounts.apple.devices[0])
            ),
            StandInChannel(
                "androids",
                plugin: "fcm",
                ["service_account": .secret("fcm"), "server": .text(base), "allow_private_networks": true],
                to: .init(address: accounts.google.registrations[0], locale: "de")
            ),
            StandInChannel(
                "browsers",
                plugin: "web-push",
                [
                    "vapid_key": .secret("vapid"), "subject": "mailto:status@market.example",
                    "allow_private_networks": true,
                ],
                to: .init(address: accounts.browsers.subscriptions[0].endpoint(at: base), secret: "browser")
            ),
            StandInChannel(
                "ntfy",
                ["server": .text(base), "token": .secret("ntfy"), "updates": "edit", "allow_private_networks": true],
                to: .init(address: "market-incidents")
            ),
            StandInChannel("gotify", at("gotify", ["token": .secret("gotify")]), to: .init(address: "operations")),
            StandInChannel(
                "pushover",
                ["token": .secret("pushover"), "server": .text(base), "allow_private_networks": true],
                to: .init(address: accounts.pushoverUser)
            ),
            StandInChannel(
                "texts",
                plugin: "twilio",
                at(
                    "twilio",
                    [
                        "account": .text(accounts.twilio.sid), "token": .secret("twilio"),
                        "from": .text(accounts.twilio.number),
                    ]
                ),
                to: .init(address: "+4915112345678", locale: "de")
            ),
        ]
    }

    private var social: [StandInChannel] {
        [
            StandInChannel(
                "mastodon",
                at("mastodon", ["token": .secret("mastodon")]),
                to: .init(address: "@status@mastodon.example"),
                isQuick: true
            ),
            StandInChannel(
                "bluesky",
                at("bluesky", ["identifier": "status.market.example", "password": .secret("bluesky")]),
                to: .init(address: "@status.market.example"),
                isQuick: true
            ),
            StandInChannel(
                "x",
                at(
                    "x",
                    [
                        "consumer_key": .secret("x-consumer-key"), "consumer_secret": .secret("x-consumer-secret"),
                        "token": .secret("x-token"), "token_secret": .secret("x-token-secret"),
                    ]
                ),
                to: .init(address: "@market_status"),
                isQuick: true
            ),
            StandInChannel(
                "linkedin",
                at(
                    "linkedin",
                    ["author": "urn:li:organization:5515715", "version": "202610", "token": .secret("linkedin")]
                ),
                to: .init(address: "market-example"),
                isQuick: true
            ),
            StandInChannel(
                "threads",
                at("threads/v1.0", ["user": "17841400000000000", "token": .secret("threads")]),
                to: .init(address: "@market_status"),
                isQuick: true
            ),
            StandInChannel(
                "facebook",
                plugin: "facebook-page",
                at("facebook", ["page": "104000000000000", "token": .secret("facebook"), "updates": "edit"]),
                to: .init(address: "market-example"),
                isQuick: true
            ),
        ]
    }

    /// Settings with the stand-in's own address.
    private func at(_ path: String, _ settings: StandInChannel.Settings) -> StandInChannel.Settings {
        var settings = settings
        settings.pairs += [("server", .text("\(base)/\(path)")), ("allow_private_networks", true)]
        return settings
    }
}
