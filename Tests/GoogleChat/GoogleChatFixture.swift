// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import GoogleChat

/// A channel between a scripted client and the test's own secrets.
struct GoogleChatFixture {
    static let webhook = "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=canary-key&token=canary-token"
    static let taken = #"{"name":"spaces/AAAA/messages/BBBB.CCCC","thread":{"name":"spaces/AAAA/threads/BBBB"}}"#

    let channel: GoogleChatChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: GoogleChatSettings = GoogleChatSettings(),
        status: Int = 200,
        body: String = GoogleChatFixture.taken,
        headers: [HTTPHeader] = [],
        secrets: [String: String] = ["env:SPACE": GoogleChatFixture.webhook]
    ) throws {
        self.http = StubHTTPClient(status: status, headers: headers, body: body)
        self.channel = try GoogleChatChannel(
            settings: settings,
            services: .stub(http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    static func destination(secret: String? = "env:SPACE") -> Destination {
        Destination(channel: .sample("ops"), address: "Incidents", secret: secret.flatMap { SecretReference($0) })
    }

    func deliver(
        _ message: Message = .sample(),
        to destination: Destination = GoogleChatFixture.destination()
    ) async throws -> Receipt {
        try await channel.deliver(
            .sample(
                message: message,
                destination: destination,
                rendering: try channel.render(message, for: destination),
                acceptedAt: clock.now
            )
        )
    }

    /// The settings that a configuration with this JSON leads to.
    static func settings(_ json: String) throws -> GoogleChatSettings {
        try JSONDecoder().decode(GoogleChatSettings.self, from: Data(json.utf8))
    }
}

/// The provider's view of the body.
struct SentText: Decodable {
    struct Thread: Decodable {
        var threadKey: String
    }

    var text: String
    var thread: Thread?
}

extension HTTPRequest {
    var sent: SentText {
        get throws { try JSONDecoder().decode(SentText.self, from: Data(body)) }
    }
}
