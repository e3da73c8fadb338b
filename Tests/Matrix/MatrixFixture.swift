// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Matrix
import Synchronization

/// An account's channel before a homeserver that answers as the test says, one answer for each request; the last one
/// stays.
struct MatrixFixture {
    static let token = "syt_canary_token"
    static let room = "!AbCdEf:market.example"
    static let taken = #"{"event_id":"$new:market.example"}"#

    let channel: MatrixChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .thread,
        _ answers: [(status: Int, body: String)] = [(200, MatrixFixture.taken)],
        headers: [HTTPHeader] = []
    ) throws {
        var settings = MatrixSettings(
            server: "https://matrix.market.example",
            accessToken: Secret(MatrixFixture.token)
        )
        settings.updates = updates
        let left = Mutex(answers)
        self.http = StubHTTPClient { _ in
            let (status, body) = left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        }
        self.channel = try MatrixChannel(settings: settings, services: .stub(http: http, clock: clock))
    }

    func deliver(
        _ message: Message = .sample(),
        to address: String = MatrixFixture.room,
        thread: String? = nil
    ) async throws -> Receipt {
        let destination = Destination(channel: .sample("ops-matrix"), address: address)
        return try await channel.deliver(
            .sample(
                message: message,
                destination: destination,
                rendering: try channel.render(message, for: destination),
                thread: thread.map { Receipt(id: $0) },
                acceptedAt: clock.now
            )
        )
    }

    static func refusal(_ code: String, _ more: String = "") -> String {
        #"{"errcode":"\#(code)","error":"canary"\#(more)}"#
    }

    /// The settings that a configuration with this JSON leads to.
    static func settings(_ json: String) throws -> MatrixSettings {
        try JSONDecoder().decode(MatrixSettings.self, from: Data(json.utf8))
    }
}

/// The homeserver's view of an event.
struct SentEvent: Decodable, Equatable {
    struct Words: Decodable, Equatable {
        var msgtype: String
        var body: String
        var format: String
        var formatted_body: String
        var mentions: [String: String]

        enum CodingKeys: String, CodingKey {
            case msgtype, body, format, formatted_body
            case mentions = "m.mentions"
        }
    }

    struct Relation: Decodable, Equatable {
        struct Reply: Decodable, Equatable {
            var event_id: String
        }

        var rel_type: String
        var event_id: String
        var is_falling_back: Bool?
        var reply: Reply?

        enum CodingKeys: String, CodingKey {
            case rel_type, event_id, is_falling_back
            case reply = "m.in_reply_to"
        }
    }

    var words: Words
    var newContent: Words?
    var relation: Relation?

    private enum CodingKeys: String, CodingKey {
        case newContent = "m.new_content"
        case relation = "m.relates_to"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.words = try Words(from: decoder)
        self.newContent = try values.decodeIfPresent(Words.self, forKey: .newContent)
        self.relation = try values.decodeIfPresent(Relation.self, forKey: .relation)
    }
}

extension HTTPRequest {
    var event: SentEvent {
        get throws { try JSONDecoder().decode(SentEvent.self, from: Data(body)) }
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The last part of the URL.
    var transaction: String { String(url.split(separator: "/").last ?? "") }
}
