// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Twilio

/// An account at Twilio between a scripted client and a clock that stands still.
struct TwilioFixture {
    static let token = "canary0123456789canary0123456789"
    static let account = "AC0123456789abcdef0123456789abcdef"

    let channel: TwilioChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: TwilioSettings = settings(), http: StubHTTPClient = StubHTTPClient(status: 201)) throws {
        self.http = http
        self.channel = try TwilioChannel(
            settings: settings,
            services: .stub(channel: "texts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout TwilioSettings) -> Void = { _ in }) -> TwilioSettings {
        var settings = TwilioSettings(account: account, token: Secret(token))
        settings.from = "+15017122661"
        change(&settings)
        return settings
    }

    func delivery(_ message: Message = .sample(), to number: String = "+4915112345678") throws -> Delivery {
        let destination = Destination(channel: .sample("texts"), address: number)
        return .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    func text(_ message: Message) throws -> String { try delivery(message).rendering["text"] ?? "" }
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
