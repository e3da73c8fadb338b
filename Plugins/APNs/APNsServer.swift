// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// Where requests go: Apple's service, or a stand-in.
struct APNsServer: Hashable, Sendable {
    /// Without a slash at its end.
    let base: String
    /// Host and port.
    let lane: String

    init(_ text: String, allowsPlain: Bool) throws(Fault) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: trimmed),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.path.isEmpty,
            parts.query == nil, parts.fragment == nil, (1...65_535).contains(parts.port ?? 443)
        else { throw APNsSettings.invalid("server", "The server is not a URL such as https://api.push.apple.com.") }
        guard parts.scheme == "https" || parts.scheme == "http" && allowsPlain else {
            throw APNsSettings.invalid("server", "The server is not an https URL.")
        }
        self.base = trimmed
        self.lane = "\(host):\(parts.port ?? (parts.scheme == "https" ? 443 : 80))"
    }
}
