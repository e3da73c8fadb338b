// SPDX-License-Identifier: Apache-2.0

extension ProviderDialects {
    /// Push services, each new and at its provider's usual pace; without accounts any well-formed credential is accepted.
    ///
    /// Those of them that senders cannot put below a path are served on their own paths as well.
    package static func push(_ accounts: StandInAccounts? = nil) -> [any ProviderDialect] {
        [
            APNsDialect(account: accounts?.apple), FCMDialect(account: accounts?.google),
            WebPushDialect(accounts: accounts?.browsers), NtfyDialect(tokens: accounts.map { [$0.ntfyToken] }),
            GotifyDialect(tokens: accounts.map { [$0.gotifyToken] }),
            PushoverDialect(tokens: accounts.map { [$0.pushoverToken] }),
        ]
    }
}
