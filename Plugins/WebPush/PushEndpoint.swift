// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// The URL of a subscription at its push service.
package struct PushEndpoint: Hashable, Sendable {
    package let url: String
    /// Scheme, host and, where it is not the scheme's own, port: whom a token is meant for.
    package let origin: String
    /// Host and, where it is not the scheme's own, port.
    package let lane: String

    package static let longest = 2_048

    /// Reads an endpoint, with `allowsPlain` one without TLS as well, for a stand-in on a private network.
    ///
    /// - Throws: ``FaultCode/addressInvalid``, which never repeats the URL: whoever knows it can push.
    package init(_ address: String, allowsPlain: Bool) throws(Fault) {
        guard (1...PushEndpoint.longest).contains(address.utf8.count),
            address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, !host.contains("%"), parts.user == nil,
            parts.password == nil, parts.fragment == nil
        else { throw PushEndpoint.invalid("it is not a plain URL") }
        guard scheme == "https" || scheme == "http" && allowsPlain else {
            throw PushEndpoint.invalid("it is not an https URL")
        }
        let usual = scheme == "https" ? 443 : 80
        let port = parts.port ?? usual
        guard (1...65_535).contains(port) else { throw PushEndpoint.invalid("its port is not one") }
        self.url = address
        let lane = host + (port == usual ? "" : ":\(port)")
        self.origin = "\(scheme)://\(lane)"
        self.lane = lane
    }

    private static func invalid(_ reason: String) -> Fault {
        Fault(
            .addressInvalid,
            "The subscription's endpoint cannot be used: \(reason).",
            suggestedAction:
                "Give the destination the endpoint as the browser gave it, such as https://push.example.net/…"
        )
    }
}
