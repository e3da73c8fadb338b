// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import LinkedIn

/// An author on LinkedIn between a scripted client and a clock that stands still.
struct LinkedInFixture {
    static let token = "canary-token-of-the-channel"

    let channel: LinkedInChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: LinkedInSettings = settings(),
        http: StubHTTPClient = StubHTTPClient(status: 201, headers: [HTTPHeader("x-restli-id", "urn:li:share:7")])
    ) throws {
        self.http = http
        self.channel = try LinkedInChannel(
            settings: settings,
            services: .stub(channel: "public-posts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout LinkedInSettings) -> Void = { _ in }) -> LinkedInSettings {
        var settings = LinkedInSettings(author: "urn:li:organization:5515715", version: "202610", token: Secret(token))
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
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
