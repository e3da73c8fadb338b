// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// Where requests go: Google's service, or a stand-in.
struct ServerAddress: Hashable, Sendable {
    /// Without a slash at its end.
    let url: String
    /// Host and port.
    let lane: String

    /// Reads the setting `key`; only a token server's address has a path.
    init(_ text: String, setting key: String, allowsPath: Bool = false, allowsPlain: Bool) throws(Fault) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: trimmed),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.path.isEmpty || allowsPath,
            parts.query == nil, parts.fragment == nil, (1...65_535).contains(parts.port ?? 443)
        else { throw FCMSettings.invalid(key, "“\(key)” is not a URL such as https://fcm.googleapis.com.") }
        guard parts.scheme == "https" || parts.scheme == "http" && allowsPlain else {
            throw FCMSettings.invalid(key, "“\(key)” is not an https URL.")
        }
        self.url = trimmed
        self.lane = "\(host):\(parts.port ?? (parts.scheme == "https" ? 443 : 80))"
    }
}
