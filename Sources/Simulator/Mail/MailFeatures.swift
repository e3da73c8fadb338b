// SPDX-License-Identifier: Apache-2.0

/// What the mail sink offers and insists on.
package struct MailFeatures: Hashable, Sendable {
    package struct Credentials: Hashable, Sendable {
        package var user: String
        package var password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package var hostName = "mail.example"
    /// Octets of the largest mail taken (RFC 1870).
    package var maxSize = 10_485_760
    /// Recipients of one mail; RFC 5321 asks for at least 100.
    package var maxRecipients = 100
    package var offersPipelining = false
    package var offersUTF8Addresses = false
    /// Where given, AUTH PLAIN and LOGIN are offered and a mail without them is refused with 530.
    package var credentials: Credentials?
    /// Takes no mail before TLS is spoken, where the sink has an identity for it.
    package var requiresTLS = false
    /// Refuses a mail that has a line feed without its carriage return, as servers hardened against smuggling do.
    package var refusesBareLineFeeds = true
    /// Refuses a mail with a line over 998 octets (RFC 5322 2.1.1).
    package var refusesLongLines = true

    package init() {}
}
