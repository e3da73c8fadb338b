// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import FoundationEssentials

/// A channel of Discord between a scripted client and the test's own secrets.
struct DiscordFixture {
    static let hook = "https://discord.com/api/webhooks/1100/canary-Token_x"
    static let base = "https://discord.com/api/v10/webhooks/1100/canary-Token_x"
    static let accepted = #"{"id":"3300","channel_id":"2200","content":"…"}"#
    static let first = Receipt(id: "3000")
    static let firstInForum = Receipt(id: "2200/3000")

    let channel: DiscordChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .post,
        webhook: String? = DiscordFixture.hook,
        secrets: [String: String] = [:],
        http: StubHTTPClient = StubHTTPClient(body: DiscordFixture.accepted)
    ) throws {
        var settings = DiscordSettings()
        settings.webhook = webhook.map { Secret($0) }
        settings.updates = updates
        self.http = http
        self.channel = try DiscordChannel(
            settings: settings,
            services: .stub(channel: "community", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    /// Answers the requests one after the other, the last answer for all further ones.
    static func answering(_ answers: (Int, String)...) -> StubHTTPClient {
        let count = EventCount()
        return StubHTTPClient { _ in
            let (status, body) = answers[min(count.next(), answers.count - 1)]
            return HTTPResponse(status: status, body: Array(body.utf8))
        }
    }

    static func refusal(_ code: Int) -> String { #"{"message":"canary","code":\#(code)}"# }

    func delivery(_ message: Message = .sample(), secret: String? = nil, thread: Receipt? = nil) throws -> Delivery {
        let destination = Destination(
            channel: .sample("community"),
            address: "#status",
            secret: secret.flatMap { SecretReference($0) }
        )
        return .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: clock.now
        )
    }

    @discardableResult
    func deliver(_ message: Message = .sample(), thread: Receipt? = nil) async throws -> Receipt {
        try await channel.deliver(try delivery(message, thread: thread))
    }

    /// What was sent, as Discord reads it.
    var bodies: [DiscordRequestBody] {
        get throws {
            try http.requests.map { try JSONDecoder().decode(DiscordRequestBody.self, from: Data($0.body)) }
        }
    }

    /// The requests, without the webhook's own part of their URLs.
    var calls: [String] {
        http.requests.map { "\($0.method) \($0.url.replacing(DiscordFixture.base, with: ""))" }
    }
}

/// Discord's view of a request.
struct DiscordRequestBody: Decodable {
    struct Field: Decodable {
        var name: String
        var value: String
    }

    struct Embed: Decodable {
        var description: String?
        var color: Int
        var fields: [Field]
        var timestamp: String
    }

    struct Mentions: Decodable {
        var parse: [String]
    }

    var content: String
    var embeds: [Embed]
    var allowed_mentions: Mentions
    var thread_name: String?
}

extension Message {
    /// The same with all it says in the one section that is never given up, so that it has to be cut.
    var inOneSection: Message {
        var copy = self
        copy.sections = [Section(.impact, sections.map(\.markdown).joined(separator: "\n\n"))]
        return copy
    }
}
