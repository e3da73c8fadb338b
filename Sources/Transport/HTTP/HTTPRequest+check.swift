// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension HTTPRequest {
    /// Refuses what must never reach the wire.
    ///
    /// - Parameter throughProxy: a proxy hides the address that is connected to; what the URL itself gives away is
    ///   then judged here.
    /// - Returns: the URL, taken apart.
    /// - Throws: ``FaultCode/addressInvalid`` for a URL that is not plain http or https, or that carries credentials;
    ///   ``FaultCode/addressBlocked``; ``FaultCode/contentRejected`` for a method or header that is not HTTP. None
    ///   shows the URL or a header's value.
    @discardableResult
    package func check(throughProxy: Bool = false) throws(Fault) -> RequestURL {
        let parsed = try RequestURL(url)
        if throughProxy, !allowsPrivateNetworks {
            let host = parsed.host
            let isLocal = host == "localhost" || host.hasSuffix(".localhost")
            guard !isLocal, IPAddress(host).map({ AddressGuard.allows($0) }) ?? true else {
                throw Fault(.addressBlocked, "The destination's address is not allowed.")
            }
        }
        guard method.isHTTPToken else {
            throw Fault(.contentRejected, "The request's method is not a valid one.")
        }
        for header in headers { try header.check() }
        return parsed
    }
}

extension HTTPHeader {
    fileprivate func check() throws(Fault) {
        guard name.isHTTPToken else {
            throw Fault(.contentRejected, "A header's name is not a valid one.")
        }
        guard !value.hasControlByte else {
            throw Fault(.contentRejected, "A header's value holds a control character.", context: ["header": name])
        }
        // The wire decides these; a second one would let two readers see two different requests.
        guard !name.isSameHeader(as: "content-length"), !name.isSameHeader(as: "transfer-encoding") else {
            throw Fault(.contentRejected, "The header is set by the client itself.", context: ["header": name])
        }
    }
}

extension String {
    /// RFC 9110 5.6.2.
    fileprivate var isHTTPToken: Bool {
        var text = self
        return text.withUTF8 { !$0.isEmpty && $0.allSatisfy(\.isHTTPToken) }
    }

    /// Whether it holds any besides the tab.
    fileprivate var hasControlByte: Bool {
        var text = self
        return text.withUTF8 { $0.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f } }
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

    /// RFC 9110 5.6.2.
    fileprivate var isHTTPToken: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
