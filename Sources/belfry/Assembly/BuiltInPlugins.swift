// SPDX-License-Identifier: Apache-2.0

import APNs
import Banner
import Bluesky
import Discord
import Email
import FacebookPage
import FCM
import GoogleChat
import Gotify
import HubCore
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
import Threads
import Twilio
import Webhook
import WebPush
import X
import Zulip

extension PluginCatalog {
    /// Every adapter that is part of the program: to add one, declare its target in `Package.swift` and name it here.
    static var builtIn: PluginCatalog {
        var catalog = PluginCatalog()
        catalog.register(BannerChannel.self)
        catalog.register(EmailChannel.self)
        catalog.register(WebhookChannel.self)
        catalog.register(StatusPageChannel.self)
        catalog.register(APNsChannel.self)
        catalog.register(FCMChannel.self)
        catalog.register(GotifyChannel.self)
        catalog.register(NtfyChannel.self)
        catalog.register(PushoverChannel.self)
        catalog.register(WebPushChannel.self)
        catalog.register(DiscordChannel.self)
        catalog.register(GoogleChatChannel.self)
        catalog.register(MatrixChannel.self)
        catalog.register(MattermostChannel.self)
        catalog.register(SlackChannel.self)
        catalog.register(TeamsChannel.self)
        catalog.register(TelegramChannel.self)
        catalog.register(ZulipChannel.self)
        catalog.register(BlueskyChannel.self)
        catalog.register(FacebookPageChannel.self)
        catalog.register(LinkedInChannel.self)
        catalog.register(MastodonChannel.self)
        catalog.register(ThreadsChannel.self)
        catalog.register(TwilioChannel.self)
        catalog.register(XChannel.self)
        return catalog
    }
}
