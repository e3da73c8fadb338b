// SPDX-License-Identifier: Apache-2.0

/// The address of a provider's server or of a secret webhook, read as far as a channel needs it.
///
/// Whether the host may be connected to at all is decided by the HTTP client on the resolved address.
package struct ProviderURL: Hashable, Sendable {
    /// As it was given, but for a slash at its end: a webhook's may be signed.
    package let text: String
    package let isSecure: Bool
    /// Host and, where it is not the scheme's own, port: the lane.
    package let lane: String
    /// What follows host and port: path and query, empty for a server alone.
    package let path: Substring

    /// Returns nil for anything but an `http` or `https` URL with a host, without a user name or a fragment.
    package init?(_ text: String) {
        let scheme = text.prefix { $0 != ":" }
        let isSecure = scheme.lowercased() == "https"
        let rest = text.dropFirst(scheme.count)
        guard
            isSecure || scheme.lowercased() == "http", rest.hasPrefix("://"), text.utf8.count <= 2_048,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"#<>\\^`{|}".utf8.contains($0) })
        else { return nil }
        let authority = rest.dropFirst(3).prefix { $0 != "/" && $0 != "?" }
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let host = name.hasPrefix("[") ? name + "]" : name
        let afterHost = authority.dropFirst(host.count)
        let usual = isSecure ? 443 : 80
        let digits = afterHost.dropFirst()
        let port = afterHost.isEmpty ? usual : digits.allSatisfy(\.isNumber) ? Int(digits) ?? 0 : 0
        guard
            authority.hasPrefix(host), afterHost.isEmpty || afterHost.hasPrefix(":"), (1...65_535).contains(port),
            host.hasPrefix("[") ? ProviderURL.isIPv6(name.dropFirst()) : ProviderURL.isName(host)
        else { return nil }
        let path = rest.dropFirst(3 + authority.count)
        let isOpen = path.hasSuffix("/") && !path.contains("?")
        self.text = isOpen ? String(text.dropLast()) : text
        self.path = isOpen ? path.dropLast() : path
        self.isSecure = isSecure
        self.lane = host.lowercased() + (port == usual ? "" : ":\(port)")
    }

    private static func isName(_ host: Substring) -> Bool {
        (1...253).contains(host.utf8.count) && host.first != "." && host.first != "-"
            && host.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }

    private static func isIPv6(_ digits: Substring) -> Bool {
        digits.contains(":") && digits.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x3A || $0 == 0x2E }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self & 0xDF) && self < 0x80
    }
}
