// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Synchronization
import Threads

/// An account on Threads between a scripted client and a clock that stands still.
struct ThreadsFixture {
    static let token = "canary-token-of-the-channel"

    let channel: ThreadsChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: ThreadsSettings = settings(), http: StubHTTPClient = .numbering()) throws {
        self.http = http
        self.channel = try ThreadsChannel(
            settings: settings,
            services: .stub(channel: "public-posts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout ThreadsSettings) -> Void = { _ in }) -> ThreadsSettings {
        var settings = ThreadsSettings(user: "17841400000000000", token: Secret(token))
        change(&settings)
        return settings
    }

    func delivery(_ message: Message = .sample(), attempt: Int = 1, thread: Receipt? = nil) throws -> Delivery {
        let destination = Destination(channel: .sample("public-posts"), address: "market-status")
        return .sample(
            attempt: attempt,
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: clock.now
        )
    }

    func deliver(_ message: Message = .sample(), attempt: Int = 1, thread: Receipt? = nil) async throws -> Receipt {
        try await channel.deliver(try delivery(message, attempt: attempt, thread: thread))
    }

    /// A message that needs several posts.
    static let long = Message.sample(
        sections: [
            Section(.whatHappened, String(repeating: "Payments fail at random. ", count: 30)),
            Section(.impact, "Buyers cannot pay by card."),
        ]
    )

    static let short = Message.sample(sections: [])
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The fields of a form.
    var form: [String: String] {
        var form: [String: String] = [:]
        for field in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var value = URLComponents()
            value.percentEncodedQuery = String(parts[1])
            form[String(parts[0])] = value.query
        }
        return form
    }
}

extension StubHTTPClient {
    /// Numbers what it is sent from 101; answers first, one after another, with these numbers of errors (0 for none).
    static func numbering(_ errors: [Int] = []) -> StubHTTPClient {
        let state = Mutex((errors: errors, number: 100))
        return StubHTTPClient { _ in
            state.withLock { state in
                let error = state.errors.isEmpty ? 0 : state.errors.removeFirst()
                guard error == 0 else { return .refusing(error) }
                state.number += 1
                return HTTPResponse(status: 200, body: Array("{\"id\":\"\(state.number)\"}".utf8))
            }
        }
    }
}

extension HTTPResponse {
    static func refusing(_ code: Int, status: Int = 400) -> HTTPResponse {
        let body = "{\"error\":{\"message\":\"canary\",\"type\":\"OAuthException\",\"code\":\(code)}}"
        return HTTPResponse(status: status, body: Array(body.utf8))
    }
}
