// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Synchronization
import Telegram

/// A bot's channel before a server that answers as the test says, one answer for each request; the last one stays.
struct TelegramFixture {
    static let token = "123456:canary-AAE_token"
    static let taken = #"{"ok":true,"result":{"message_id":55,"chat":{"id":-1001234567890,"type":"supergroup"}}}"#

    let channel: TelegramChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .thread,
        _ answers: [(status: Int, body: String)] = [(200, TelegramFixture.taken)],
        headers: [HTTPHeader] = []
    ) throws {
        var settings = TelegramSettings(token: Secret(TelegramFixture.token))
        settings.updates = updates
        let left = Mutex(answers)
        self.http = StubHTTPClient { _ in
            let (status, body) = left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        }
        self.channel = try TelegramChannel(settings: settings, services: .stub(http: http, clock: clock))
    }

    func deliver(
        _ message: Message = .sample(),
        to address: String = "-1001234567890",
        thread: String? = nil
    ) async throws -> Receipt {
        let destination = Destination(channel: .sample("ops-telegram"), address: address)
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

    static func refusal(_ code: Int, _ description: String, _ parameters: String = "{}") -> String {
        #"{"ok":false,"error_code":\#(code),"description":"\#(description)","parameters":\#(parameters)}"#
    }

    /// The settings that a configuration with this JSON leads to.
    static func settings(_ json: String) throws -> TelegramSettings {
        try JSONDecoder().decode(TelegramSettings.self, from: Data(json.utf8))
    }
}

/// The server's view of a request.
struct SentMessage: Decodable, Equatable {
    struct Reply: Decodable, Equatable {
        var message_id: Int64
        var allow_sending_without_reply: Bool
    }

    struct Preview: Decodable, Equatable {
        var is_disabled: Bool
    }

    var message_id: Int64?
    var message_thread_id: Int64?
    var text: String
    var parse_mode: String?
    var reply_parameters: Reply?
    var link_preview_options: Preview?
}

extension HTTPRequest {
    var sent: SentMessage {
        get throws { try JSONDecoder().decode(SentMessage.self, from: Data(body)) }
    }

    var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// What is asked for: the last part of the URL.
    var verb: String { String(url.split(separator: "/").last ?? "") }
}
