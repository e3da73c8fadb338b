// SPDX-License-Identifier: Apache-2.0

extension ProviderDialects {
    /// Social networks, each new and with its provider's usual limits, and any well-formed credentials accepted; but X
    /// checks signatures where it is given accounts.
    package static func social(x accounts: [XAccount]? = nil) -> [any ProviderDialect] {
        [
            MastodonDialect(), BlueskyDialect(), XDialect(accounts: accounts), LinkedInDialect(), ThreadsDialect(),
            FacebookPageDialect(),
        ]
    }
}
