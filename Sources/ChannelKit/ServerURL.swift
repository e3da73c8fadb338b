// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A provider's base URL as a setting gives it, read strictly: what the setting `server` holds.
package struct ServerURL: Hashable, Sendable {
    /// Scheme and host in lower case, without the scheme's own port, and without a slash at its end.
    package let text: String
    /// Host and, where it is not the scheme's own, port: the lane.
    package let lane: String

    /// Reads a setting.
    ///
    /// - Parameters:
    ///   - text: the setting's value.
    ///   - key: the setting's name.
    ///   - example: what a good value looks like, for whoever has to correct it.
    ///   - mayHavePath: whether the server may live below a path.
    ///   - allowsPlainHTTP: whether it may do without TLS, as a server of one's own may.
    /// - Throws: ``FaultCode/configurationInvalid`` for anything but a plain URL without user name, query and fragment.
    package init(
        _ text: String,
        setting key: String = "server",
        like example: String,
        mayHavePath: Bool = true,
        allowsPlainHTTP: Bool
    ) throws(Fault) {
        guard text.utf8.count <= 1_024, !text.utf8.contains(UInt8(ascii: "@")), let url = ProviderURL(text),
            url.isSecure || allowsPlainHTTP, !url.path.utf8.contains(UInt8(ascii: "?")),
            mayHavePath || url.path.isEmpty
        else {
            throw Fault(
                .configurationInvalid,
                "The setting “\(key)” is not a plain https URL such as \(example)\(mayHavePath ? "" : ", without a path").",
                context: ["where": key]
            )
        }
        self.text = (url.isSecure ? "https://" : "http://") + url.lane + url.path
        self.lane = url.lane
    }
}
