// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension Hub {
    /// Takes the reader behind a token off every future message to that address.
    ///
    /// - Returns: whether the token is one of ours.
    package func unsubscribe(_ token: String) async throws(Fault) -> Bool {
        guard let (channel, address) = readerTokens.unsubscriber(token) else { return false }
        _ = try await suppress(address, on: channel, because: .unsubscribed, by: "reader")
        return true
    }

    /// Where the reader behind a token chooses instead of leaving; nil where it is none of ours.
    package func preferencesURL(unsubscribing token: String) -> String? {
        guard let (channel, address) = readerTokens.unsubscriber(token) else { return nil }
        return readerTokens.preferencesURL(for: Destination(channel: channel, address: address))
    }

    /// Whether a token is one of ours: for the page that asks before anything is done.
    package func isUnsubscribeToken(_ token: String) -> Bool { readerTokens.unsubscriber(token) != nil }
}
