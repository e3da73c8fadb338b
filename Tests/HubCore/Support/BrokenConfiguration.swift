// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

/// A file with one mistake, and what is said of it.
struct BrokenConfiguration: Sendable, CustomTestStringConvertible {
    let text: String
    let code: FaultCode
    /// The line and the JSON pointer.
    let place: String
    /// Words of the message or the remedy.
    let words: String

    init(_ text: String, _ place: String, _ words: String) {
        self.init(text, .configurationInvalid, place, words)
    }

    init(_ text: String, _ code: FaultCode, _ place: String, _ words: String) {
        self.text = text
        self.code = code
        self.place = place
        self.words = words
    }

    var testDescription: String { "\(place) \(words)" }
}

extension BrokenConfiguration {
    static let all = general + audiencesAndPlaybooks + endurance

    static let hub = "hub: { listen: \"127.0.0.1:0\" }\n"
    static let mail = hub + "channels:\n  - { name: mail, plugin: email, settings: { server: s, from: f } }\n"

    static func channel(_ extra: String) -> String {
        hub + "channels:\n  - name: mail\n    plugin: email\n    settings: { server: s, from: f }\n    \(extra)\n"
    }

    private static func hooks(_ settings: String) -> String {
        hub + "channels:\n  - name: hooks\n    plugin: webhook\n    settings: \(settings)\n"
    }

    private static let general: [BrokenConfiguration] = [
        BrokenConfiguration("hubb: {}\n", .configurationUnknownKey, ":1 /hubb", "Did you mean “hub”?"),
        BrokenConfiguration("hub:\n  lsten: x\n", .configurationUnknownKey, ":2 /hub/lsten", "Did you mean “listen”?"),
        BrokenConfiguration("hub: 5\n", ":1 /hub", "An object is expected here, not a number."),
        BrokenConfiguration("hub:\n  listen: \"localhost\"\n", ":2 /hub/listen", "127.0.0.1:8080"),
        BrokenConfiguration("hub:\n  listen: \"h:70000\"\n", ":2 /hub/listen", "address and port"),
        BrokenConfiguration("hub:\n  public_url: \"http://h/path\"\n", ":2 /hub/public_url", "without a path"),
        BrokenConfiguration("hub:\n  public_url: \"ftp://h\"\n", ":2 /hub/public_url", "http or https"),
        BrokenConfiguration("hub:\n  public_url: \"http://\"\n", ":2 /hub/public_url", "http or https"),
        BrokenConfiguration("hub:\n  store: \"postgres://h/db\"\n", ":2 /hub/store", "sqlite"),
        BrokenConfiguration("hub:\n  environment: prod\n", ":2 /hub/environment", "production, staging, drill"),
        BrokenConfiguration("hub:\n  environment: stagin\n", ":2 /hub/environment", "Did you mean “staging”?"),
        BrokenConfiguration("hub:\n  locale: \"not a tag\"\n", ":2 /hub/locale", "language tag"),
        BrokenConfiguration(hub + "bounces: {}\n", " /bounces/maildir", "missing"),
        BrokenConfiguration(hub + "bounces: { maildir: 5 }\n", ":2 /bounces/maildir", "the path of a maildir"),
        BrokenConfiguration(hub + "bounces: { maildir: \"\" }\n", ":2 /bounces/maildir", "the path of a maildir"),
        BrokenConfiguration(
            hub + "bounces: { maildir: b, mailbox: c }\n",
            .configurationUnknownKey,
            ":2 /bounces/mailbox",
            "maildir"
        ),
        BrokenConfiguration(
            "hub:\n  public_url: \"env:NOWHERE\"\n",
            .secretMissing,
            ":2 /hub",
            "Set the environment variable NOWHERE"
        ),
        BrokenConfiguration(hub + "channels: {}\n", ":2 /channels", "must be a list"),
        BrokenConfiguration(channel("rate: { limit: 0 }"), ":6 /channels/0/rate/limit", "from 1 to"),
        BrokenConfiguration(channel("rate: { per: second }"), " /channels/0/rate/limit", "“limit” is missing"),
        BrokenConfiguration(channel("rate: { limit: 1, per: week }"), ":6 /channels/0/rate/per", "minute, hour, day"),
        BrokenConfiguration(channel("rate: { limit: 1, per: 0s }"), ":6 /channels/0/rate/per", "duration"),
        BrokenConfiguration(channel("concurrency: 0"), ":6 /channels/0/concurrency", "from 1 to 1000"),
        BrokenConfiguration(channel("retry: { schedule: [1s, soon] }"), ":6 /channels/0/retry/schedule/1", "duration"),
        BrokenConfiguration(channel("retry: { expires: 0h }"), ":6 /channels/0/retry/expires", "24h"),
        BrokenConfiguration(
            channel("retry: { after: 1s }"),
            .configurationUnknownKey,
            ":6 /channels/0/retry/after",
            "expires, schedule"
        ),
        BrokenConfiguration(channel("fallback: [mial]"), ":6 /channels/0/fallback/0", "Did you mean “mail”?"),
        BrokenConfiguration(
            hub + "channels:\n  - name: mail\n    plugin: emial\n",
            ":4 /channels/0/plugin",
            "Did you mean “email”?"
        ),
        BrokenConfiguration(
            hub + "channels:\n  - name: Mail\n    plugin: banner\n    settings: { directory: d }\n",
            ":3 /channels/0/name",
            "“Mail” is not a channel's name."
        ),
        BrokenConfiguration(
            mail + "  - name: mail\n    plugin: banner\n    settings: { directory: d }\n",
            ":4 /channels/1/name",
            "There is another channel “mail”."
        ),
        BrokenConfiguration(
            hub + "channels:\n  - name: mail\n    plugin: email\n    settings: { from: f }\n",
            ":5 /channels/0/settings/server",
            "“server” is missing."
        ),
        BrokenConfiguration(
            hub
                + "channels:\n  - name: mail\n    plugin: email\n    settings:\n      server: s\n      from: f\n      secruity: none\n",
            .configurationUnknownKey,
            ":8 /channels/0/settings/secruity",
            "Did you mean “security”?"
        ),
        BrokenConfiguration(
            hooks("{ allow_private_networks: \"yes\" }"),
            ":5 /channels/0/settings/allow_private_networks",
            "true or false"
        ),
        BrokenConfiguration(hooks("{ timeout: 15 }"), ":5 /channels/0/settings/timeout", "duration such as 30s"),
        BrokenConfiguration(
            hooks("{ secrets: [\"whsec_hunter2\"] }"),
            ":5 /channels/0/settings/secrets",
            "env:NAME or file:PATH"
        ),
        BrokenConfiguration(
            hooks("{ secrets: [\"env:NOPE\"] }"),
            .secretMissing,
            ":5 /channels/0/settings/secrets",
            "NOPE"
        ),
        BrokenConfiguration(hooks("[]"), ":5 /channels/0/settings", "An object is expected here"),
    ]
}
