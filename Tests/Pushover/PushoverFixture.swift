// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Pushover

/// A channel of Pushover before a scripted service.
struct PushoverFixture {
    static let token = "azGDORePK8gMaC0QOYAMyEEuzJnyUi"
    static let user = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG"
    static let accepted = #"{"status":1,"request":"647d2300-702c-4b38-8b2f-d56326ae460b"}"#

    let channel: PushoverChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: PushoverSettings = settings(), http: StubHTTPClient = StubHTTPClient(body: accepted)) throws {
        self.http = http
        self.channel = try PushoverChannel(
            settings: settings,
            services: .stub(channel: "pushover", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout PushoverSettings) -> Void = { _ in }) -> PushoverSettings {
        var settings = PushoverSettings(token: Secret(token))
        change(&settings)
        return settings
    }

    static func destination(_ address: String = user) -> Destination {
        Destination(channel: .sample("pushover"), address: address)
    }

    func delivery(_ message: Message = .sample(), to destination: Destination = destination()) throws -> Delivery {
        .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    /// The fields of the form that is posted.
    func fields(_ message: Message = .sample(), to destination: Destination = destination()) throws -> [String: String]
    {
        let request = try channel.request(for: try delivery(message, to: destination))
        var fields: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[String(parts[0])] = PushoverFixture.decoded(parts.count == 2 ? parts[1] : "")
        }
        return fields
    }

    /// Percent signs read back, apart from what wrote them.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
                bytes.append(byte)
                continue
            }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
