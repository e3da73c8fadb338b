// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// The base URL of the API, read strictly.
struct FacebookPageServer: Hashable, Sendable {
    /// Without a slash at its end.
    let url: String
    /// Host and, where it is not the usual one, port in lower case.
    let lane: String

    /// - Throws: ``FaultCode/configurationInvalid`` for anything but a plain https URL; http counts as well where
    ///   `allowsPlainHTTP` says so, for a server of one's own.
    init(_ text: String, allowsPlainHTTP: Bool) throws(Fault) {
        guard
            text.utf8.count <= 1_024,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\\\"<>^`{|}@".utf8.contains($0) }),
            let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http" && allowsPlainHTTP,
            let host = parts.host?.lowercased(), !host.isEmpty, parts.query == nil, parts.fragment == nil
        else {
            throw Fault(
                .configurationInvalid,
                "The server is not a plain https URL such as https://graph.facebook.com.",
                context: ["where": "server"]
            )
        }
        self.url = text.hasSuffix("/") ? String(text.dropLast()) : text
        self.lane = host + (parts.port.map { ":\($0)" } ?? "")
    }
}
