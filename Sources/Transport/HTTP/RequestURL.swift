// SPDX-License-Identifier: Apache-2.0

package import Announcement
import CLibcurl

/// A request's URL, taken apart once: by the parser that libcurl connects by.
///
/// Made by who asks, then read by the driver's thread.
package final class RequestURL: Sendable {
    /// Nobody changes it once it has been made, so that any thread may read it.
    nonisolated(unsafe) private let parsed: OpaquePointer
    /// Whether the destination is spoken to without TLS.
    let isClear: Bool

    /// - Throws: ``FaultCode/addressInvalid`` for what is not plain http or https, or carries credentials.
    package init(_ text: String) throws(Fault) {
        guard let parsed = curl_url() else { throw Fault(.resourcesExhausted, "No memory for the request.") }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)
        // Handed over as an argument, the text would be copied first.
        let code = text.withCString { curl_url_set(parsed, CURLUPART_URL, $0, flags) }
        let scheme = Self.part(CURLUPART_SCHEME, of: parsed)
        self.parsed = parsed
        self.isClear = scheme == "http"
        switch code {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED: throw Fault(.addressInvalid, "The URL must not carry a user name or password.")
        default: throw Fault(.addressInvalid, "The URL is not a valid one.")
        }
        guard isClear || scheme == "https" else {
            throw Fault(.addressInvalid, "The URL must begin with https:// or http://.")
        }
    }

    deinit { curl_url_cleanup(parsed) }

    /// What libcurl may connect by; nil where it must read the text itself.
    ///
    /// It copies all of it but the zone of an IPv6 address.
    package var handle: UnsafeRawPointer? {
        Self.part(CURLUPART_ZONEID, of: parsed) == nil ? UnsafeRawPointer(parsed) : nil
    }

    /// In lower case; an IPv6 address stands in brackets.
    var host: String { Self.part(CURLUPART_HOST, of: parsed)?.lowercased() ?? "" }

    private static func part(_ part: CURLUPart, of parsed: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parsed, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
