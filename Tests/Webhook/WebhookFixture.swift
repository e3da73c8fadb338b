// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing
import Webhook

/// A channel of webhooks between a scripted client and the test's own secrets.
struct WebhookFixture {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    static let url = "https://hooks.example.com/T0/canary-path"

    let channel: WebhookChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: WebhookSettings = WebhookSettings(),
        http: StubHTTPClient = StubHTTPClient(),
        secrets: [String: String] = ["env:HOOK_SECRET": WebhookFixture.secret]
    ) throws {
        self.http = http
        self.channel = try WebhookChannel(
            settings: settings,
            services: .stub(channel: "partner-hooks", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    static func destination(_ address: String = url, secret: String? = "env:HOOK_SECRET") -> Destination {
        Destination(channel: .sample("partner-hooks"), address: address, secret: secret.flatMap { SecretReference($0) })
    }

    func delivery(
        _ message: Message = .sample(),
        to destination: Destination = WebhookFixture.destination(),
        attempt: Int = 1
    ) throws -> Delivery {
        .sample(
            attempt: attempt,
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    func request(_ message: Message = .sample(), to destination: Destination = destination()) throws -> HTTPRequest {
        try channel.request(for: try delivery(message, to: destination))
    }

    /// The settings that a configuration with this JSON leads to.
    static func settings(_ json: String) throws -> WebhookSettings {
        try JSONDecoder().decode(WebhookSettings.self, from: Data(json.utf8))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }

    var payload: Payload {
        get throws { try JSONDecoder().decode(Payload.self, from: Data(body)) }
    }
}

/// A consumer's view of the body.
struct Payload: Decodable {
    struct Content: Decodable {
        struct Passage: Decodable, Equatable {
            var name: String
            var markdown: String
            var text: String
        }

        struct Incident: Decodable {
            var id: String
            var title: String
            var sequence: Int
            var update: String
        }

        var message_id: String
        var title: String
        var locale: String
        var sections: [Passage]
        var incident: Incident?
        var severity: String?
        var phase: String?
        var components: [String]
        var started_at: String?
        var published_at: String
        var next_update_at: String?
        var link: String?
        var drill: Bool
        var truncated: Bool?
        var dropped_sections: [String]?
    }

    var type: String
    var timestamp: String?
    var data: Content
    var specversion: String?
    var id: String?
    var source: String?
    var subject: String?
    var time: String?
    var datacontenttype: String?
}
