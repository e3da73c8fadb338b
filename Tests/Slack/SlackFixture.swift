// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Slack

/// A channel of Slack between a scripted client and the test's own secrets.
struct SlackFixture {
    static let token = "xoxb-canary-token"
    static let hook = "https://hooks.slack.com/services/T0/B0/canary"
    static let first = Receipt(id: "C0123456789/1405894322.002768")
    static let accepted = #"{"ok":true,"channel":"C0123456789","ts":"1405894400.000100","message":{}}"#

    let channel: SlackChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .thread,
        token: String? = SlackFixture.token,
        webhook: String? = nil,
        secrets: [String: String] = [:],
        http: StubHTTPClient = StubHTTPClient(body: SlackFixture.accepted)
    ) throws {
        var settings = SlackSettings()
        settings.token = token.map { Secret($0) }
        settings.webhook = webhook.map { Secret($0) }
        settings.updates = updates
        self.http = http
        self.channel = try SlackChannel(
            settings: settings,
            services: .stub(channel: "ops-slack", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    /// Answers the requests one after the other, the last answer for all further ones.
    static func answering(_ bodies: String...) -> StubHTTPClient {
        let count = EventCount()
        return StubHTTPClient { _ in
            let place = min(count.next(), bodies.count - 1)
            return HTTPResponse(status: 200, body: Array(bodies[place].utf8))
        }
    }

    static func refusal(_ word: String) -> String { #"{"ok":false,"error":"\#(word)"}"# }

    func delivery(
        _ message: Message = .sample(),
        to address: String = "C0123456789",
        secret: String? = nil,
        thread: Receipt? = nil
    ) throws -> Delivery {
        let destination = Destination(
            channel: .sample("ops-slack"),
            address: address,
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

    /// What was sent, as Slack reads it.
    var bodies: [SlackRequestBody] {
        get throws {
            try http.requests.map { try JSONDecoder().decode(SlackRequestBody.self, from: Data($0.body)) }
        }
    }

    var methods: [String] { http.requests.map { String($0.url.split(separator: "/").last ?? "") } }
}

/// Slack's view of a request.
struct SlackRequestBody: Decodable {
    struct Text: Decodable {
        var type: String
        var text: String
        var verbatim: Bool?
    }

    struct Block: Decodable {
        var type: String
        var text: Text?
        var elements: [Text]?

        var texts: [Text] { (text.map { [$0] } ?? []) + (elements ?? []) }
    }

    var text: String
    var blocks: [Block]
    var channel: String?
    var ts: String?
    var thread_ts: String?
    var reply_broadcast: Bool?
    var parse: String?
    var link_names: Bool?
}

extension Message {
    /// The same with all it says in the one section that is never given up, so that it has to be cut.
    var inOneSection: Message {
        var copy = self
        copy.sections = [Section(.impact, sections.map(\.markdown).joined(separator: "\n\n"))]
        return copy
    }
}
