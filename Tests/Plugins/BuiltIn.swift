// SPDX-License-Identifier: Apache-2.0

import APNs
import Banner
import Bluesky
import ChannelKit
import Discord
import Email
import FCM
import FacebookPage
import GoogleChat
import Gotify
import LinkedIn
import Mastodon
import Matrix
import Mattermost
import Ntfy
import Pushover
import Slack
import StatusPage
import Teams
import Telegram
import Testing
import Threads
import Twilio
import WebPush
import Webhook
import X
import Zulip

/// An adapter of this repository: its folder below `Plugins`, and how it describes itself.
struct BuiltIn: Sendable, CustomTestStringConvertible {
    let folder: String
    let manifest: ChannelManifest

    var testDescription: String { folder }

    static let all = [
        BuiltIn(folder: "APNs", manifest: APNsChannel.manifest),
        BuiltIn(folder: "Banner", manifest: BannerChannel.manifest),
        BuiltIn(folder: "Bluesky", manifest: BlueskyChannel.manifest),
        BuiltIn(folder: "Discord", manifest: DiscordChannel.manifest),
        BuiltIn(folder: "Email", manifest: EmailChannel.manifest),
        BuiltIn(folder: "FCM", manifest: FCMChannel.manifest),
        BuiltIn(folder: "FacebookPage", manifest: FacebookPageChannel.manifest),
        BuiltIn(folder: "GoogleChat", manifest: GoogleChatChannel.manifest),
        BuiltIn(folder: "Gotify", manifest: GotifyChannel.manifest),
        BuiltIn(folder: "LinkedIn", manifest: LinkedInChannel.manifest),
        BuiltIn(folder: "Mastodon", manifest: MastodonChannel.manifest),
        BuiltIn(folder: "Matrix", manifest: MatrixChannel.manifest),
        BuiltIn(folder: "Mattermost", manifest: MattermostChannel.manifest),
        BuiltIn(folder: "Ntfy", manifest: NtfyChannel.manifest),
        BuiltIn(folder: "Pushover", manifest: PushoverChannel.manifest),
        BuiltIn(folder: "Slack", manifest: SlackChannel.manifest),
        BuiltIn(folder: "StatusPage", manifest: StatusPageChannel.manifest),
        BuiltIn(folder: "Teams", manifest: TeamsChannel.manifest),
        BuiltIn(folder: "Telegram", manifest: TelegramChannel.manifest),
        BuiltIn(folder: "Threads", manifest: ThreadsChannel.manifest),
        BuiltIn(folder: "Twilio", manifest: TwilioChannel.manifest),
        BuiltIn(folder: "WebPush", manifest: WebPushChannel.manifest),
        BuiltIn(folder: "Webhook", manifest: WebhookChannel.manifest),
        BuiltIn(folder: "X", manifest: XChannel.manifest),
        BuiltIn(folder: "Zulip", manifest: ZulipChannel.manifest),
    ]
}
