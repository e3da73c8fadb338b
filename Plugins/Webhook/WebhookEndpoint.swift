// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The URL of an endpoint, read strictly: what two parsers could understand differently is refused.
///
/// Whether the host may be connected to at all is decided by the HTTP client on the resolved address.
package struct WebhookEndpoint: Hashable, Sendable {
    package let url: String
    private let authority: EndpointAuthority

    package static let longest = 2_048

    /// - Throws: ``FaultCode/addressInvalid``, which says what is wrong and never repeats the URL: its path may be a
    ///   credential.
    package init(_ address: String, httpsOnly: Bool = false) throws(Fault) {
        var text = address
        switch text.withUTF8({ EndpointAuthority.read($0, httpsOnly: httpsOnly) }) {
        case .success(let authority):
            self.url = address
            self.authority = authority
        case .failure(let flaw): throw WebhookEndpoint.invalid(flaw.reason)
        }
    }

    /// Host and port in lower case: the endpoint's lane.
    package var lane: String {
        var text = url
        return text.withUTF8 { authority.lane(in: $0) }
    }

    private static func invalid(_ reason: String) -> Fault {
        Fault(
            .addressInvalid,
            "The endpoint's URL cannot be used: \(reason).",
            suggestedAction: "Give the destination a plain URL such as https://hooks.example.com/incidents."
        )
    }
}
