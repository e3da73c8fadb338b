// SPDX-License-Identifier: Apache-2.0

import Bluesky
import ChannelKit
import FCM
import GoogleChat
import LinkedIn
import Mastodon
import Ntfy
import Teams
import Telegram
import Testing
import Threads
import X
import Zulip

/// What providers allow, held against what channels send where nobody says otherwise.
@Suite struct RateTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rate: RateLimit?
        let allowed: Int
        let period: Duration
        /// What one message may cost at the most.
        var cost = 1
    }

    static let rows = [
        // docs.x.com, Rate limits: POST /2/tweets, 100 in 15 minutes for a user. A chain has five posts.
        Row(
            testDescription: "X",
            rate: XChannel.manifest.rate,
            allowed: 100,
            period: .seconds(900),
            cost: 5
        ),
        // developers.facebook.com, Threads API, Overview: 250 posts a day; of a chain only the first is one.
        Row(testDescription: "Threads", rate: ThreadsChannel.manifest.rate, allowed: 250, period: .seconds(86_400)),
        // The same: 1,000 replies a day, of which an update in a thread is one and its chain four more.
        Row(
            testDescription: "Threads, replies",
            rate: ThreadsChannel.manifest.rate,
            allowed: 1_000,
            period: .seconds(86_400),
            cost: 5
        ),
        // 150 a day by what other programs say; LinkedIn shows the numbers in its developer portal alone.
        Row(testDescription: "LinkedIn", rate: LinkedInChannel.manifest.rate, allowed: 150, period: .seconds(86_400)),
        // The limit of Mastodon's own source for statuses; a chain that it stops goes on later with the same keys.
        Row(testDescription: "Mastodon", rate: MastodonChannel.manifest.rate, allowed: 300, period: .seconds(10_800)),
        // docs.bsky.app, Rate limits: 5,000 points an hour and 35,000 a day, of which a record costs three.
        Row(
            testDescription: "Bluesky, an hour",
            rate: BlueskyChannel.manifest.rate,
            allowed: 5_000,
            period: .seconds(3_600),
            cost: 3
        ),
        Row(
            testDescription: "Bluesky, a day",
            rate: BlueskyChannel.manifest.rate,
            allowed: 35_000,
            period: .seconds(86_400),
            cost: 3
        ),
        // firebase.google.com, Best practices when sending FCM messages at scale: 600,000 in each minute.
        Row(testDescription: "FCM", rate: FCMChannel.manifest.rate, allowed: 600_000, period: .seconds(60)),
        // core.telegram.org, Bots FAQ: about 30 a second, and 20 a minute for a group.
        Row(testDescription: "Telegram", rate: TelegramChannel.manifest.rate, allowed: 30, period: .seconds(1)),
        Row(
            testDescription: "Telegram, a chat",
            rate: TelegramChannel.manifest.ratePerDestination,
            allowed: 20,
            period: .seconds(60)
        ),
        // Zulip's API documentation, Error handling: 200 requests a minute.
        Row(testDescription: "Zulip", rate: ZulipChannel.manifest.rate, allowed: 200, period: .seconds(60)),
        // learn.microsoft.com, Create Incoming Webhooks: four requests a second.
        Row(testDescription: "Teams", rate: TeamsChannel.manifest.ratePerDestination, allowed: 4, period: .seconds(1)),
        // ntfy's documentation, Publishing: 60 at once, then one every five seconds.
        Row(testDescription: "ntfy", rate: NtfyChannel.manifest.rate, allowed: 60 + 12, period: .seconds(60)),
        // developers.google.com, Google Chat API, Usage limits: one write a second for a space.
        Row(
            testDescription: "Google Chat",
            rate: GoogleChatChannel.manifest.ratePerDestination,
            allowed: 1,
            period: .seconds(1)
        ),
    ]

    @Test(arguments: rows)
    func `whatever comes, no period sees more than the provider allows`(row: Row) throws {
        let rate = try #require(row.rate)
        // A burst, and from then on one at each step.
        let step = rate.period.inSeconds / Double(rate.limit)
        let within = Double(rate.burst) + (row.period.inSeconds / step).rounded(.up) - 1
        #expect(Int(within) * row.cost <= row.allowed)
        #expect(within >= 1)
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
