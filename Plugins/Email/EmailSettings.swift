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
    /// The envelope's sender, to which bounces go, if not the address of `from`.
    package var returnPath: String?
    /// The mailing list's identity for filters: `incidents.market.example`, or `Name <incidents.market.example>`.
    package var listID: String?
    /// What to say in EHLO; the machine's own name where nil.
    package var greetingName: String?
    /// Connections to the relay at once.
    package var connections: Int

    package init(
        server: String,
        from: String,
        security: MailRelay.Security = .required,
        username: String? = nil,
        password: Secret? = nil,
        replyTo: String? = nil,
        returnPath: String? = nil,
        listID: String? = nil,
        greetingName: String? = nil,
        connections: Int = 8
    ) {
        self.server = server
        self.from = from
        self.security = security
        self.username = username
        self.password = password
        self.replyTo = replyTo
        self.returnPath = returnPath
        self.listID = listID
        self.greetingName = greetingName
        self.connections = connections
    }

    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    package func validate() throws(Fault) {
        _ = try RelayAddress(of: self)
        _ = try MailIdentity(of: self)
    }

    private enum CodingKeys: String, CodingKey {
        case server, from, security, username, password, connections
        case replyTo = "reply_to"
        case returnPath = "return_path"
        case listID = "list_id"
        case greetingName = "greeting_name"
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
            listID: try values.decodeIfPresent(String.self, forKey: .listID),
            greetingName: try values.decodeIfPresent(String.self, forKey: .greetingName),
            connections: try values.decodeIfPresent(Int.self, forKey: .connections) ?? 8
        )
    }
}
