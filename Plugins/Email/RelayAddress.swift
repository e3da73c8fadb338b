// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// The relay that the settings name, checked: its host makes the lane, the rest makes its connections.
package struct RelayAddress: Sendable {
    /// In lower case, an IPv6 address without its brackets.
    package let host: String
    package let relay: MailRelay

    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    package init(of settings: EmailSettings) throws(Fault) {
        let (url, host) = try RelayAddress.read(settings.server)
        if settings.security == .none, url.hasPrefix("smtps:") {
            throw .invalid("security", "“smtps” always encrypts: leave `security` out, or write “smtp”.")
        }
        if settings.password != nil, (settings.username ?? "").isEmpty {
            throw .invalid("username", "A password is given without a user name.")
        }
        if settings.username != nil, settings.password == nil {
            throw .invalid("password", "A user name is given without a password.")
        }
        guard (1...64).contains(settings.connections) else {
            throw .invalid("connections", "Between 1 and 64 connections can be kept to a relay.")
        }
        // The name becomes part of the address handed to the client library, so it must be no more than a name.
        if let name = settings.greetingName, !MailAddress.isDomain(name.utf8) {
            throw .invalid("greeting_name", "The greeting name is not a host name.")
        }
        self.host = host
        self.relay = MailRelay(
            url: url,
            security: settings.security,
            username: settings.username,
            password: settings.password,
            greetingName: settings.greetingName,
            connections: settings.connections
        )
    }

    /// The address without anything but scheme, host and port, and the host.
    private static func read(_ server: String) throws(Fault) -> (url: String, host: String) {
        guard let scheme = ["smtp", "smtps"].first(where: { server.lowercased().hasPrefix("\($0)://") }) else {
            throw .invalid("server", "The server must start with “smtp://” or “smtps://”.")
        }
        var rest = server.dropFirst(scheme.count + 3)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.contains("@") else {
            throw .invalid("server", "Credentials belong into `username` and `password`, not into the address.")
        }
        let host: Substring
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard !host.isEmpty,
                host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { throw .invalid("server", "The address between the brackets is not an IPv6 address.") }
        } else {
            host = rest.prefix { $0 != ":" }
            rest = rest[host.endIndex...]
            guard MailAddress.isDomain(host.utf8) else {
                throw .invalid("server", "The server’s host is missing or not a host name.")
            }
        }
        let name = host.lowercased()
        let shown = name.contains(":") ? "[\(name)]" : name
        guard !rest.isEmpty else { return ("\(scheme)://\(shown)", name) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else {
            throw .invalid("server", "The server’s port must be a number from 1 to 65535, and nothing may follow it.")
        }
        return ("\(scheme)://\(shown):\(port)", name)
    }
}

extension Fault {
    /// A setting that cannot be used.
    static func invalid(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
