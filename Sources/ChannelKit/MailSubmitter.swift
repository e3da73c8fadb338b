// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// Hands finished mails to a relay over SMTP, one recipient per transaction.
public protocol MailSubmitter: Sendable {
    /// Submits one mail and waits for the relay's verdict.
    ///
    /// - Throws: a fault with `smtp_code`, `enhanced_code` and `phase` in its context where the relay answered;
    ///   ``FaultCode/outcomeUnknown`` where the connection ended after the final dot and before the verdict.
    func submit(_ mail: MailSubmission) async throws(Fault) -> MailAcceptance
}

/// A relay and how to talk to it: one pool of connections serves each distinct value.
public struct MailRelay: Hashable, Sendable {
    public enum Security: String, Codable, Hashable, Sendable {
        /// TLS is required before anything else is said; `smtps` or STARTTLS.
        case required = "tls"
        /// Clear text, for a relay on the same machine or network.
        case none
    }

    /// `smtp://host:port` or `smtps://host:port`.
    public var url: String
    public var security: Security
    public var username: String?
    public var password: Secret?
    /// What to say in EHLO; the machine's own name where nil.
    public var greetingName: String?
    /// Connections at once.
    public var connections: Int

    public init(
        url: String,
        security: Security = .required,
        username: String? = nil,
        password: Secret? = nil,
        greetingName: String? = nil,
        connections: Int = 8
    ) {
        self.url = url
        self.security = security
        self.username = username
        self.password = password
        self.greetingName = greetingName
        self.connections = connections
    }
}

public struct MailSubmission: Sendable {
    public var relay: MailRelay
    /// The envelope's sender, to which bounces go.
    public var sender: String
    public var recipient: String
    /// The mail as it goes over the wire: CRLF line ends, lines of at most 998 octets, 7 bit.
    ///
    /// Dots are stuffed by the submitter.
    public var content: [UInt8]
    /// How long each answer of the relay may take, the verdict excepted.
    public var timeout: Duration
    /// How long the verdict after the final dot may take (RFC 5321 4.5.3.2.6 asks for ten minutes).
    public var verdictTimeout: Duration

    public init(
        relay: MailRelay,
        sender: String,
        recipient: String,
        content: [UInt8],
        timeout: Duration = .seconds(60),
        verdictTimeout: Duration = .seconds(600)
    ) {
        self.relay = relay
        self.sender = sender
        self.recipient = recipient
        self.content = content
        self.timeout = timeout
        self.verdictTimeout = verdictTimeout
    }
}

/// The relay's word that it has taken responsibility for a mail.
public struct MailAcceptance: Hashable, Sendable {
    /// The text of the final reply, such as `250 2.0.0 Ok: queued as 4XyZ`.
    public var reply: String

    public init(reply: String) { self.reply = reply }
}
