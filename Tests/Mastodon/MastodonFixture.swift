// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Mastodon

/// A Mastodon account between a scripted instance and a clock that stands still.
struct MastodonFixture {
    static let token = "canary-token-of-mastodon"

    let channel: MastodonChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: MastodonSettings = settings(), http: StubHTTPClient = .posting()) throws {
        self.http = http
        self.channel = try MastodonChannel(
            settings: settings,
            services: .stub(channel: "public-posts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout MastodonSettings) -> Void = { _ in }) -> MastodonSettings {
        var settings = MastodonSettings(server: "https://mastodon.example", token: Secret(token))
        change(&settings)
        return settings
    }

    func delivery(_ message: Message = .sample(), thread: Receipt? = nil) throws -> Delivery {
        let destination = Destination(channel: .sample("public-posts"), address: "@status@mastodon.example")
        return .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: clock.now
        )
    }

    func deliver(_ message: Message = .sample(), thread: Receipt? = nil) async throws -> Receipt {
        try await channel.deliver(try delivery(message, thread: thread))
    }

    func posts(_ message: Message) throws -> [String] { try delivery(message).rendering.parts.map(\.text) }

    /// A message that needs several posts.
    static let long = Message.sample(
        sections: [
            Section(.whatHappened, String(repeating: "Payments fail at random. ", count: 45)),
            Section(.impact, "Buyers cannot pay by card."),
        ]
    )
}

extension StubHTTPClient {
    /// Numbers posts from 1 by their keys, as an instance does: one key, one post.
    static func posting() -> StubHTTPClient {
        StubHTTPClient { request in
            let number = request.header("idempotency-key")?.split(separator: "-").last ?? "0"
            return HTTPResponse(status: 200, body: Array("{\"id\":\"11\(number)\"}".utf8))
        }
    }

    /// Answers with these statuses, one after another, and then like ``posting()``.
    static func answering(_ statuses: [Int]) -> StubHTTPClient {
        let script = Script(statuses)
        return StubHTTPClient { request in
            let number = request.header("idempotency-key")?.split(separator: "-").last ?? "0"
            return HTTPResponse(status: script.next() ?? 200, body: Array("{\"id\":\"11\(number)\"}".utf8))
        }
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var status: PostedStatus {
        get throws { try JSONDecoder().decode(PostedStatus.self, from: Data(body)) }
    }
}

/// An instance's view of a post.
struct PostedStatus: Decodable {
    var status: String
    var visibility: String?
    var language: String?
    var in_reply_to_id: String?
}
