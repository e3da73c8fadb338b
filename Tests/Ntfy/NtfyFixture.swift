// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Ntfy
import Testing

/// A channel of ntfy before a scripted server.
struct NtfyFixture {
    let channel: NtfyChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: NtfySettings = settings(),
        http: StubHTTPClient = StubHTTPClient(body: #"{"id":"xE73Iyuabi","event":"message"}"#),
        secrets: [String: String] = ["env:NTFY_TOPIC": "tk_canary_topic"]
    ) throws {
        self.http = http
        self.channel = try NtfyChannel(
            settings: settings,
            services: .stub(channel: "phones", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    static func settings(_ change: (inout NtfySettings) -> Void = { _ in }) -> NtfySettings {
        var settings = NtfySettings()
        settings.token = Secret("tk_canary_channel")
        change(&settings)
        return settings
    }

    static func destination(_ topic: String = "market-incidents", secret: String? = nil) -> Destination {
        Destination(channel: .sample("phones"), address: topic, secret: secret.flatMap { SecretReference($0) })
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

    var message: NtfyMessage {
        get throws { try JSONDecoder().decode(NtfyMessage.self, from: Data(body)) }
    }
}
