// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a configuration says about one mail channel.
package struct EmailSettings: ChannelSettings {
    /// The relay: `smtp://host:port` or `smtps://host:port`.
    package var server: String
    /// Whom readers see as the sender: `Name <address>`.
    package var from: String
    package var security: MailRelay.Security
    package var username: String?
    package var password: Secret?
    /// Where answers go, if not to `from`.
    package var replyTo: String?
    /// The envelope's sender, to which failures go, if not the address of `from`; empty where nobody is to be told.
    package var returnPath: String?
    /// The mailbox to which failures go, each mail's to an address of its own below it.
    package var bounces: String?
    /// The mailing list's identity for filters: `incidents.market.example`, or `Name <incidents.market.example>`.
    package var listID: String?
    /// What to say in EHLO; the machine's own name where nil.
    package var greetingName: String?
    /// Connections to the relay at once.
    package var connections: Int
    /// What shares a lane, and with it rate, concurrency, pauses and breaker.
    package var lanes: Lanes
    /// The domain that signs; the one of `from` where nil.
    package var dkimDomain: String?
    /// Below which name in that domain the public key is published.
    package var dkimSelector: String?
    /// The private key in PEM, RSA or Ed25519.
    package var dkimKey: Secret?

    package enum Lanes: String, Codable, Sendable {
        /// All mail: it is the relay that takes it or not.
        case relay
        /// The mail to one domain, or to the domains of one large provider.
        case domain
    }

    package init(
        server: String,
        from: String,
        security: MailRelay.Security = .required,
        username: String? = nil,
        password: Secret? = nil,
        replyTo: String? = nil,
        returnPath: String? = nil,
        bounces: String? = nil,
        listID: String? = nil,
        greetingName: String? = nil,
        connections: Int = 8,
        lanes: Lanes = .relay,
        dkimDomain: String? = nil,
        dkimSelector: String? = nil,
        dkimKey: Secret? = nil
    ) {
        self.server = server
        self.from = from
        self.security = security
        self.username = username
        self.password = password
        self.replyTo = replyTo
        self.returnPath = returnPath
        self.bounces = bounces
        self.listID = listID
        self.greetingName = greetingName
        self.connections = connections
        self.lanes = lanes
        self.dkimDomain = dkimDomain
        self.dkimSelector = dkimSelector
        self.dkimKey = dkimKey
    }

    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    package func validate() throws(Fault) {
        _ = try RelayAddress(of: self)
        _ = try MailSigner.read(self, sender: try MailIdentity(of: self).from.address)
    }

    private enum CodingKeys: String, CodingKey {
        case server, from, security, username, password, connections, lanes, bounces
        case replyTo = "reply_to"
        case returnPath = "return_path"
        case listID = "list_id"
        case greetingName = "greeting_name"
        case dkimDomain = "dkim_domain"
        case dkimSelector = "dkim_selector"
        case dkimKey = "dkim_key"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            server: try values.decode(String.self, forKey: .server),
            from: try values.decode(String.self, forKey: .from),
            security: try values.decodeIfPresent(MailRelay.Security.self, forKey: .security) ?? .required,
            username: try values.decodeIfPresent(String.self, forKey: .username),
            password: try values.decodeIfPresent(Secret.self, forKey: .password),
            replyTo: try values.decodeIfPresent(String.self, forKey: .replyTo),
            returnPath: try values.decodeIfPresent(String.self, forKey: .returnPath),
            bounces: try values.decodeIfPresent(String.self, forKey: .bounces),
            listID: try values.decodeIfPresent(String.self, forKey: .listID),
            greetingName: try values.decodeIfPresent(String.self, forKey: .greetingName),
            connections: try values.decodeIfPresent(Int.self, forKey: .connections) ?? 8,
            lanes: try values.decodeIfPresent(Lanes.self, forKey: .lanes) ?? .relay,
            dkimDomain: try values.decodeIfPresent(String.self, forKey: .dkimDomain),
            dkimSelector: try values.decodeIfPresent(String.self, forKey: .dkimSelector),
            dkimKey: try values.decodeIfPresent(Secret.self, forKey: .dkimKey)
        )
    }
}
