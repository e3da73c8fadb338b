// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Mattermost

/// A channel of Mattermost between a scripted client and the test's own secrets.
struct MattermostFixture {
    static let token = "canarytoken0123456789abcdef"
    static let hook = "https://chat.example.com/hooks/canary0123456789"
    static let room = "4xp9fdt77pncbef59f4k1qe83o"
    static let first = Receipt(id: "aaaaaaaaaaaaaaaaaaaaaaaaa1")
    static let accepted =
        #"{"id":"bbbbbbbbbbbbbbbbbbbbbbbbb2","channel_id":"4xp9fdt77pncbef59f4k1qe83o","message":"…"}"#

    let channel: MattermostChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .thread,
        server: String? = "https://chat.example.com",
        token: String? = MattermostFixture.token,
        webhook: String? = nil,
        secrets: [String: String] = [:],
        http: StubHTTPClient = StubHTTPClient(status: 201, body: MattermostFixture.accepted)
    ) throws {
        var settings = MattermostSettings()
        settings.server = server
        settings.token = token.map { Secret($0) }
        settings.webhook = webhook.map { Secret($0) }
        settings.updates = updates
        self.http = http
        self.channel = try MattermostChannel(
            settings: settings,
            services: .stub(channel: "chat", http: http, secrets: StubSecretStore(secrets), clock: clock)
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

    static func refusal(_ id: String, _ status: Int) -> String {
        #"{"id":"\#(id)","message":"canary","detailed_error":"","request_id":"x","status_code":\#(status)}"#
    }

    func delivery(
        _ message: Message = .sample(),
        to address: String = MattermostFixture.room,
        secret: String? = nil,
        thread: Receipt? = nil
    ) throws -> Delivery {
        let destination = Destination(
            channel: .sample("chat"),
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

    /// What was sent, as Mattermost reads it.
    var bodies: [MattermostRequestBody] {
        get throws {
            try http.requests.map { try JSONDecoder().decode(MattermostRequestBody.self, from: Data($0.body)) }
        }
    }

    /// The requests, without the server's part of their URLs.
    var calls: [String] {
        http.requests.map { "\($0.method) \($0.url.replacing("https://chat.example.com/api/v4", with: ""))" }
    }
}

/// Mattermost's view of a request.
struct MattermostRequestBody: Decodable {
    struct Properties: Decodable { var disable_group_highlight: Bool }

    var text: String?
    var message: String?
    var channel_id: String?
    var root_id: String?
    var props: Properties
}

extension Message {
    /// The same with all it says in the one section that is never given up, so that it has to be cut.
    var inOneSection: Message {
        var copy = self
        copy.sections = [Section(.impact, sections.map(\.markdown).joined(separator: "\n\n"))]
        return copy
    }
}
