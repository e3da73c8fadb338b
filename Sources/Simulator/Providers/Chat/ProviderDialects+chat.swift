// SPDX-License-Identifier: Apache-2.0

extension ProviderDialects {
    /// The chat providers, each with its documented stand-in credentials and its provider's usual pace.
    package static var chat: [any ProviderDialect] {
        [
            SlackDialect(), TelegramDialect(), DiscordDialect(), MatrixDialect(), TeamsDialect(), MattermostDialect(),
            GoogleChatDialect(), ZulipDialect(),
        ]
    }
}
