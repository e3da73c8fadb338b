// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Checks of the settings that channels of accounts share.
extension ChannelSettings {
    /// Checks a credential that goes into a header: printable, without a space.
    ///
    /// - Parameters:
    ///   - secret: the credential.
    ///   - key: the setting's name.
    ///   - longest: the most letters that it may have; eight at least it has to.
    ///   - message: what is wrong with any other.
    /// - Throws: ``FaultCode/configurationInvalid``.
    package func check(_ secret: Secret, key: String, longest: Int, _ message: String) throws(Fault) {
        let letters = secret.reveal().utf8
        guard (8...longest).contains(letters.count), letters.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidSetting(key, message)
        }
    }

    /// Checks the setting `max_posts`.
    package func check(maxPosts: Int) throws(Fault) {
        guard (1...20).contains(maxPosts) else {
            throw .invalidSetting("max_posts", "The number of posts is not between 1 and 20.")
        }
    }

    /// Checks a number that a provider gives an account or a page.
    ///
    /// - Parameters:
    ///   - number: what was given.
    ///   - key: the setting's name.
    ///   - message: what is wrong with all but a number.
    /// - Throws: ``FaultCode/configurationInvalid``.
    package func check(number: String, key: String, _ message: String) throws(Fault) {
        guard (1...24).contains(number.utf8.count), number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalidSetting(key, message)
        }
    }
}
