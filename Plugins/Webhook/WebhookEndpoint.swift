// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The URL of an endpoint, read strictly: what two parsers could understand differently is refused.
///
/// Whether the host may be connected to at all is decided by the HTTP client on the resolved address.
package struct WebhookEndpoint: Hashable, Sendable {
    package let url: String
    /// Host and port in lower case: the endpoint's lane.
    package let lane: String

    package static let longest = 2_048

    /// - Throws: ``FaultCode/addressInvalid``, which says what is wrong and never repeats the URL: its path may be a
    ///   credential.
    package init(_ address: String, httpsOnly: Bool = false) throws(Fault) {
        guard (1...WebhookEndpoint.longest).contains(address.utf8.count) else {
            throw WebhookEndpoint.invalid("it is empty or longer than \(WebhookEndpoint.longest) bytes")
        }
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }) else {
            throw WebhookEndpoint.invalid("it holds a space, a control character or one that must be percent-encoded")
        }
        guard !address.utf8.contains(UInt8(ascii: "#")) else { throw WebhookEndpoint.invalid("it has a fragment") }
        let scheme = address.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" && !httpsOnly else {
            throw WebhookEndpoint.invalid(
                httpsOnly ? "it is not an https URL" : "it is neither an http nor an https URL"
            )
        }
        guard address.dropFirst(scheme.count).hasPrefix("://") else {
            throw WebhookEndpoint.invalid("“//” is missing after the scheme")
        }
        let authority = address.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw WebhookEndpoint.invalid("it holds a user name") }
        self.lane = try WebhookEndpoint.lane(of: authority.lowercased(), defaultPort: scheme == "https" ? 443 : 80)
        self.url = address
    }

    private static func lane(of authority: String, defaultPort: Int) throws(Fault) -> String {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            host = authority.prefix { $0 != "]" } + "]"
            rest = authority.dropFirst(host.count)
            guard isIPv6Literal(host.dropFirst().dropLast()), authority.hasPrefix(host) else {
                throw invalid("its IPv6 address is malformed or names a zone")
            }
        } else {
            let name = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(name.count)
            host = name.hasSuffix(".") ? name.dropLast() : name
            guard isHostName(host) else { throw invalid("its host is missing or malformed") }
        }
        guard !rest.isEmpty else { return "\(host):\(defaultPort)" }
        let digits = rest.dropFirst()
        guard
            rest.hasPrefix(":"), (1...5).contains(digits.utf8.count), digits.allSatisfy({ $0.isNumber }),
            let port = Int(digits), (1...65_535).contains(port)
        else { throw invalid("its port is not a number from 1 to 65535") }
        return "\(host):\(port)"
    }

    private static func isIPv6Literal(_ text: Substring) -> Bool {
        (2...45).contains(text.utf8.count) && text.contains(":")
            && text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isHostName(_ text: Substring) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy { label in
                    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                        && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
                }
    }

    private static func invalid(_ reason: String) -> Fault {
        Fault(
            .addressInvalid,
            "The endpoint's URL cannot be used: \(reason).",
            suggestedAction: "Give the destination a plain URL such as https://hooks.example.com/incidents."
        )
    }
}
