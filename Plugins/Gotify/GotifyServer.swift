// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// Where requests go: an own server, which may live below a path.
struct GotifyServer: Hashable, Sendable {
    /// Without a slash at its end.
    let url: String
    /// Host and port.
    let lane: String

    init(_ text: String, allowsPlain: Bool) throws(Fault) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: trimmed),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil,
            parts.query == nil, parts.fragment == nil, (1...65_535).contains(parts.port ?? 443)
        else { throw GotifySettings.invalid("server", "The server is not a URL such as https://push.market.example.") }
        guard parts.scheme == "https" || parts.scheme == "http" && allowsPlain else {
            throw GotifySettings.invalid("server", "The server is not an https URL.")
        }
        self.url = trimmed
        self.lane = "\(host):\(parts.port ?? (parts.scheme == "https" ? 443 : 80))"
    }
}
