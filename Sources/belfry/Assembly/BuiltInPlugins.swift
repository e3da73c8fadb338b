// SPDX-License-Identifier: Apache-2.0

import APNs
import Banner
import Discord
import Email
import FCM
import GoogleChat
import Gotify
import HubCore
import Matrix
import Mattermost
import Ntfy
import Pushover
import Slack
import Teams
import Telegram
import WebPush
import Webhook
import Zulip

extension PluginCatalog {
    /// Every adapter that is part of the program: to add one, declare its target in `Package.swift` and name it here.
    static var builtIn: PluginCatalog {
        var catalog = PluginCatalog()
        catalog.register(BannerChannel.self)
        catalog.register(EmailChannel.self)
        catalog.register(WebhookChannel.self)
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
        return catalog
    }
}
