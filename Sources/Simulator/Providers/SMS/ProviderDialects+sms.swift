// SPDX-License-Identifier: Apache-2.0

extension ProviderDialects {
    /// Senders of text messages, each new; without accounts any well-formed credential is accepted.
    package static func sms(_ accounts: StandInAccounts? = nil) -> [any ProviderDialect] {
        [TwilioDialect(account: accounts?.twilio)]
    }
}
