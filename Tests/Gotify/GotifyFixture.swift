// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Gotify

/// A channel of Gotify before a scripted server.
struct GotifyFixture {
    let channel: GotifyChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: GotifySettings = settings(),
        http: StubHTTPClient = StubHTTPClient(body: #"{"id":25,"appid":5}"#),
        secrets: [String: String] = ["env:GOTIFY_OWN": "Acanary.own"]
    ) throws {
        self.http = http
        self.channel = try GotifyChannel(
            settings: settings,
            services: .stub(channel: "gotify", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    static func settings(_ change: (inout GotifySettings) -> Void = { _ in }) -> GotifySettings {
        var settings = GotifySettings(server: "https://push.market.example")
        settings.token = Secret("Acanary.channel")
        change(&settings)
        return settings
    }

    static func destination(_ label: String = "operations", secret: String? = nil) -> Destination {
        Destination(channel: .sample("gotify"), address: label, secret: secret.flatMap { SecretReference($0) })
    }

    func delivery(_ message: Message = .sample(), to destination: Destination = destination()) throws -> Delivery {
        .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    func request(_ message: Message = .sample(), to destination: Destination = destination()) throws -> HTTPRequest {
        try channel.request(for: try delivery(message, to: destination))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var message: GotifyMessage {
        get throws { try JSONDecoder().decode(GotifyMessage.self, from: Data(body)) }
    }
}
