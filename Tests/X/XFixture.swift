// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Synchronization
import X

/// An account on X between a scripted client and a clock that stands still.
struct XFixture {
    static let secrets = ["canary-consumer-key", "canary-consumer-secret", "canary-token", "canary-token-secret"]

    let channel: XChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: XSettings = settings(), http: StubHTTPClient = .posting()) throws {
        self.http = http
        self.channel = try XChannel(
            settings: settings,
            services: .stub(channel: "public-posts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout XSettings) -> Void = { _ in }) -> XSettings {
        var settings = XSettings(
            consumerKey: Secret(secrets[0]),
            consumerSecret: Secret(secrets[1]),
            token: Secret(secrets[2]),
            tokenSecret: Secret(secrets[3])
        )
        change(&settings)
        return settings
    }

    func delivery(_ message: Message = .sample(), attempt: Int = 1, thread: Receipt? = nil) throws -> Delivery {
        let destination = Destination(channel: .sample("public-posts"), address: "@market_status")
        return .sample(
            attempt: attempt,
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: clock.now
        )
    }

    func deliver(
        _ message: Message = XFixture.short,
        attempt: Int = 1,
        thread: Receipt? = nil
    ) async throws -> Receipt {
        try await channel.deliver(try delivery(message, attempt: attempt, thread: thread))
    }

    func posts(_ message: Message) throws -> [String] { try delivery(message).rendering.parts.map(\.text) }

    var sent: [SentPost] {
        get throws { try http.requests.map { try JSONDecoder().decode(SentPost.self, from: Data($0.body)) } }
    }

    static let short = Message.sample(sections: [], link: "https://status.example.com/a")

    /// A message that needs three posts.
    static let long = Message.sample(
        sections: [
            Section(.whatHappened, String(repeating: "Payments fail at random. ", count: 20)),
            Section(.impact, "Buyers cannot pay by card."),
        ],
        link: "https://status.example.com/a"
    )
}

struct SentPost: Decodable {
    struct Reply: Decodable {
        var in_reply_to_tweet_id: String
    }

    var text: String
    var reply: Reply?
}

extension StubHTTPClient {
    /// Numbers posts from 101; answers first, one after another, as it is told to.
    static func posting(_ answers: [HTTPResponse] = []) -> StubHTTPClient {
        let state = Mutex((answers: answers, number: 100))
        return StubHTTPClient { _ in
            state.withLock { state in
                if !state.answers.isEmpty, state.answers[0].status != 0 { return state.answers.removeFirst() }
                if !state.answers.isEmpty { state.answers.removeFirst() }
                state.number += 1
                return HTTPResponse(
                    status: 201,
                    body: Array("{\"data\":{\"id\":\"\(state.number)\",\"text\":\"…\"}}".utf8)
                )
            }
        }
    }
}

extension HTTPResponse {
    /// Stands for an answer that takes the post.
    static let taken = HTTPResponse(status: 0)

    static func refusing(_ status: Int, _ detail: String = "canary") -> HTTPResponse {
        HTTPResponse(status: status, body: Array("{\"detail\":\"\(detail)\",\"status\":\(status)}".utf8))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
