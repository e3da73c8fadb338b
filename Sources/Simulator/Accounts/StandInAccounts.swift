// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Crypto

/// Accounts at the stand-ins for push and text messages, from both sides: what a sender is set up with, and what a
/// dialect judges it by.
///
/// Nothing of it is worth anything to anyone: the keys are made for one run, or follow from a seed.
package struct StandInAccounts: Sendable {
    package let apple: AppleAccount
    package let google: GoogleAccount
    package let browsers: BrowserAccounts
    package let twilio: TwilioAccount
    /// An access token of ntfy, `tk_…`.
    package let ntfyToken: String
    /// An application's token of Gotify.
    package let gotifyToken: String
    /// An application's token of Pushover.
    package let pushoverToken: String
    /// A user's key of Pushover.
    package let pushoverUser: String

    /// Makes them at random, or from a seed always the same but for Google's RSA key, which is always new.
    ///
    /// - Throws: ``FaultCode/internalError`` where no key can be made.
    package init(seed: String? = nil) throws(Fault) {
        let key = seed.map { SymmetricKey(data: SHA256.hash(data: Array($0.utf8))) } ?? SymmetricKey(size: .bits256)
        let source = SeededBytes(key)
        do {
            self.apple = try AppleAccount(from: source)
            self.google = try GoogleAccount(from: source)
            self.browsers = try BrowserAccounts(from: source)
        } catch {
            throw Fault(.internalError, "The stand-ins' keys could not be made.")
        }
        self.twilio = TwilioAccount(from: source)
        self.ntfyToken = "tk_" + source.word("ntfy", 29, from: "abcdefghijklmnopqrstuvwxyz0123456789")
        self.gotifyToken = "A" + source.word("gotify", 14)
        self.pushoverToken = "a" + source.word("pushover application", 29)
        self.pushoverUser = "u" + source.word("pushover user", 29)
    }
}
