// SPDX-License-Identifier: Apache-2.0

/// A point of the SMTP dialogue at which a script can speak.
package enum MailPhase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Before the first word of the client.
    case greeting
    /// EHLO or HELO.
    case ehlo
    case starttls
    /// The end of an AUTH exchange, whether or not the credentials are right.
    case auth
    case mail
    case rcpt
    case data
    /// After the dot that ends a mail.
    case final
    case quit
}
