// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Synchronization
import Zulip

/// A bot's channel before a server that answers as the test says, one answer for each request; the last one stays.
struct ZulipFixture {
    static let key = "canaryKeyOfTheBot"
    static let taken = #"{"result":"success","msg":"","id":8421}"#
    static let topic = "Checkout is failing for some buyers (1Q4W6Y8R)"

    let channel: ZulipChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        updates: UpdateMode = .thread,
        _ answers: [(status: Int, body: String)] = [(200, ZulipFixture.taken)],
        headers: [HTTPHeader] = []
    ) throws {
        var settings = ZulipSettings(
            server: "https://market.zulipchat.com",
            email: "belfry-bot@market.zulipchat.com",
            apiKey: Secret(ZulipFixture.key)
        )
        settings.updates = updates
        let left = Mutex(answers)
        self.http = StubHTTPClient { _ in
            let (status, body) = left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        }
        self.channel = try ZulipChannel(settings: settings, services: .stub(http: http, clock: clock))
    }

    func deliver(
        _ message: Message = .sample(),
        to address: String = "incidents",
        thread: String? = nil
    ) async throws -> Receipt {
        let destination = Destination(channel: .sample("ops-zulip"), address: address)
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

    static func refusal(_ code: String, _ words: String = "canary", _ more: String = "") -> String {
        #"{"result":"error","code":"\#(code)","msg":"\#(words)"\#(more)}"#
    }

    /// The settings that a configuration with this JSON leads to.
    static func settings(_ json: String) throws -> ZulipSettings {
        try JSONDecoder().decode(ZulipSettings.self, from: Data(json.utf8))
    }
}

extension HTTPRequest {
    /// The form that the body is.
    var form: [String: String] {
        let pairs = String(decoding: body, as: UTF8.self).split(separator: "&")
            .map { item in
                let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (HTTPRequest.decoded(parts[0]), HTTPRequest.decoded(parts.last ?? ""))
            }
        return Dictionary(pairs) { first, _ in first }
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Method and path below the API.
    var call: String { method + " " + url.replacing("https://market.zulipchat.com/api/v1/", with: "") }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
