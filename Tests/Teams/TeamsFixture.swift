// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Teams

/// A channel of Teams between a scripted client and the test's own secrets.
struct TeamsFixture {
    static let url = "https://prod-1.westeurope.logic.azure.com/workflows/w/triggers/manual/paths/invoke?sig=canary"

    let channel: TeamsChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        webhook: String? = TeamsFixture.url,
        secrets: [String: String] = [:],
        http: StubHTTPClient = StubHTTPClient(status: 202)
    ) throws {
        var settings = TeamsSettings()
        settings.webhook = webhook.map { Secret($0) }
        self.http = http
        self.channel = try TeamsChannel(
            settings: settings,
            services: .stub(channel: "staff-teams", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    func delivery(_ message: Message = .sample(), secret: String? = nil) throws -> Delivery {
        let destination = Destination(
            channel: .sample("staff-teams"),
            address: "Incidents",
            secret: secret.flatMap { SecretReference($0) }
        )
        return .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    @discardableResult
    func deliver(_ message: Message = .sample()) async throws -> Receipt {
        try await channel.deliver(try delivery(message))
    }

    /// The card of the last request, as Teams reads it.
    func card(_ message: Message = .sample()) throws -> TeamsRequestCard {
        let request = try channel.request(for: try delivery(message))
        return try JSONDecoder().decode(TeamsRequestBody.self, from: Data(request.body)).attachments[0].content
    }
}

/// Teams' view of a request.
struct TeamsRequestBody: Decodable {
    struct Attachment: Decodable {
        var contentType: String
        var content: TeamsRequestCard
    }

    var type: String
    var attachments: [Attachment]
}

struct TeamsRequestCard: Decodable {
    struct Fact: Decodable {
        var title: String
        var value: String
    }

    struct Element: Decodable {
        var type: String
        var text: String?
        var wrap: Bool?
        var fontType: String?
        var color: String?
        var style: String?
        var facts: [Fact]?
        var items: [Element]?

        /// Everything in it that is read as Markdown.
        var texts: [String] {
            (text.map { [$0] } ?? []) + (facts?.flatMap { [$0.title, $0.value] } ?? [])
                + (items?.flatMap(\.texts) ?? [])
        }
    }

    struct Action: Decodable {
        var type: String
        var title: String
        var url: String
    }

    var type: String
    var version: String
    var fallbackText: String
    var body: [Element]
    var actions: [Action]
}

extension Message {
    /// The same with all it says in the one section that is never given up, so that it has to be cut.
    var inOneSection: Message {
        var copy = self
        copy.sections = [Section(.impact, sections.map(\.markdown).joined(separator: "\n\n"))]
        return copy
    }
}
