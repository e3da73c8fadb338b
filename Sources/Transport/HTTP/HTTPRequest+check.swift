// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import CLibcurl

extension HTTPRequest {
    /// Refuses what must never reach the wire.
    ///
    /// - Parameter throughProxy: a proxy hides the address that is connected to; what the URL itself gives away is
    ///   then judged here.
    /// - Throws: ``FaultCode/addressInvalid`` for a URL that is not plain http or https, or that carries credentials;
    ///   ``FaultCode/addressBlocked``; ``FaultCode/contentRejected`` for a method or header that is not HTTP. None
    ///   shows the URL or a header's value.
    package func check(throughProxy: Bool = false) throws(Fault) {
        if throughProxy || !url.isPlainURL {
            let host = try checkedHost()
            if throughProxy, !allowsPrivateNetworks {
                let isLocal = host == "localhost" || host.hasSuffix(".localhost")
                guard !isLocal, IPAddress(host).map({ AddressGuard.allows($0) }) ?? true else {
                    throw Fault(.addressBlocked, "The destination's address is not allowed.")
                }
            }
        }
        guard !method.isEmpty, method.allBytes({ $0.isHTTPToken }) else {
            throw Fault(.contentRejected, "The request's method is not a valid one.")
        }
        for header in headers { try header.check() }
    }

    /// One parser for the check and for the connection: libcurl's.
    private func checkedHost() throws(Fault) -> String {
        guard let parsed = curl_url() else { throw Fault(.resourcesExhausted, "No memory for the request.") }
        defer { curl_url_cleanup(parsed) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)
        switch curl_url_set(parsed, CURLUPART_URL, url, flags) {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED: throw Fault(.addressInvalid, "The URL must not carry a user name or password.")
        default: throw Fault(.addressInvalid, "The URL is not a valid one.")
        }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: parsed), scheme == "https" || scheme == "http" else {
            throw Fault(.addressInvalid, "The URL must begin with https:// or http://.")
        }
        guard let host = Self.part(CURLUPART_HOST, of: parsed), !host.isEmpty else {
            throw Fault(.addressInvalid, "The URL names no host.")
        }
        return host.lowercased()
    }

    private static func part(_ part: CURLUPart, of parsed: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parsed, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

extension HTTPHeader {
    fileprivate func check() throws(Fault) {
        guard !name.isEmpty, name.allBytes({ $0.isHTTPToken }) else {
            throw Fault(.contentRejected, "A header's name is not a valid one.")
        }
        guard value.allBytes({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
            throw Fault(.contentRejected, "A header's value holds a control character.", context: ["header": name])
        }
        // The wire decides these; a second one would let two readers see two different requests.
        guard !name.isSameHeader(as: "content-length"), !name.isSameHeader(as: "transfer-encoding") else {
            throw Fault(.contentRejected, "The header is set by the client itself.", context: ["header": name])
        }
    }
}

extension String {
    /// Whether the text is `http` or `https`, a host name, perhaps a port, and a path of characters that every parser
    /// reads alike: then it carries no credentials, and libcurl need not be asked before it reads it anyway.
    fileprivate var isPlainURL: Bool {
        var text = self
        return text.withUTF8 { bytes in
            let isSecure = bytes.starts(with: "https://".utf8)
            guard isSecure || bytes.starts(with: "http://".utf8) else { return false }
            var place = isSecure ? 8 : 7
            let host = place
            while place < bytes.count, bytes[place].isHostByte { place += 1 }
            guard place > host else { return false }
            if place < bytes.count, bytes[place] == UInt8(ascii: ":") {
                place += 1
                while place < bytes.count, 0x30...0x39 ~= bytes[place] { place += 1 }
            }
            guard place == bytes.count || bytes[place] == UInt8(ascii: "/") || bytes[place] == UInt8(ascii: "?") else {
                return false
            }
            return bytes[place...].allSatisfy { $0 > 0x20 && $0 < 0x7f }
        }
    }

    fileprivate func allBytes(_ isRight: (UInt8) -> Bool) -> Bool {
        var text = self
        return text.withUTF8 { $0.allSatisfy(isRight) }
    }

    func isSameHeader(as lowercased: StaticString) -> Bool {
        guard utf8.count == lowercased.utf8CodeUnitCount else { return false }
        var text = self
        return text.withUTF8 { bytes in
            bytes.indices.allSatisfy { bytes[$0].lowercased == lowercased.utf8Start[$0] }
        }
    }
}

extension UInt8 {
    /// The byte with an ASCII capital made small.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }

    fileprivate var isHostByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e: true
        default: false
        }
    }

    /// RFC 9110 5.6.2.
    fileprivate var isHTTPToken: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
