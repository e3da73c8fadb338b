// SPDX-License-Identifier: Apache-2.0

/// Where the host of an endpoint's URL stands in it, and its port.
///
/// Every destination of a fan-out is read, once when it is planned and once at each attempt: so byte by byte.
struct EndpointAuthority: Hashable, Sendable {
    /// Why a text is no endpoint's URL; a constant phrase, so nothing of the text gets out.
    struct Flaw: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// With the brackets of an IPv6 address, without the dot at the end of a name.
    private let host: Range<Int>
    private let port: Int

    /// Reads a whole URL.
    static func read(_ url: UnsafeBufferPointer<UInt8>, httpsOnly: Bool) -> Result<EndpointAuthority, Flaw> {
        do {
            return .success(try EndpointAuthority(url, httpsOnly: httpsOnly))
        } catch {
            return .failure(error)
        }
    }

    private init(_ url: Bytes, httpsOnly: Bool) throws(Flaw) {
        guard (1...WebhookEndpoint.longest).contains(url.count) else {
            throw Flaw("it is empty or longer than \(WebhookEndpoint.longest) bytes")
        }
        var hasFragment = false
        for byte in url {
            guard byte.isURLByte else {
                throw Flaw("it holds a space, a control character or one that must be percent-encoded")
            }
            if byte == UInt8(ascii: "#") { hasFragment = true }
        }
        guard !hasFragment else { throw Flaw("it has a fragment") }
        let isSecure = EndpointAuthority.begins(url, with: "https:")
        guard isSecure || !httpsOnly && EndpointAuthority.begins(url, with: "http:") else {
            throw Flaw(httpsOnly ? "it is not an https URL" : "it is neither an http nor an https URL")
        }
        let scheme = isSecure ? 6 : 5
        guard url.count >= scheme + 2, url[scheme] == UInt8(ascii: "/"), url[scheme + 1] == UInt8(ascii: "/") else {
            throw Flaw("“//” is missing after the scheme")
        }
        let authority = url[(scheme + 2)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.contains(UInt8(ascii: "@")) else { throw Flaw("it holds a user name") }
        let rest: Slice<Bytes>
        if authority.first == UInt8(ascii: "[") {
            let digits = authority.dropFirst().prefix { $0 != UInt8(ascii: "]") }
            guard digits.isIPv6Literal, digits.endIndex < authority.endIndex else {
                throw Flaw("its IPv6 address is malformed or names a zone")
            }
            self.host = authority.startIndex..<digits.endIndex + 1
            rest = authority[(digits.endIndex + 1)...]
        } else {
            let name = authority.prefix { $0 != UInt8(ascii: ":") }
            let host = name.last == UInt8(ascii: ".") ? name.dropLast() : name
            guard host.isHostName else { throw Flaw("its host is missing or malformed") }
            self.host = host.startIndex..<host.endIndex
            rest = authority[name.endIndex...]
        }
        self.port = try EndpointAuthority.port(rest, byDefault: isSecure ? 443 : 80)
    }

    private static func begins(_ url: Bytes, with scheme: StaticString) -> Bool {
        guard url.count >= scheme.utf8CodeUnitCount else { return false }
        for place in 0..<scheme.utf8CodeUnitCount where url[place].lowercased != scheme.utf8Start[place] {
            return false
        }
        return true
    }

    private static func port(_ text: Slice<Bytes>, byDefault usual: Int) throws(Flaw) -> Int {
        guard !text.isEmpty else { return usual }
        let digits = text.dropFirst()
        let isNumber =
            text.first == UInt8(ascii: ":") && (1...5).contains(digits.count)
            && digits.allSatisfy { 0x30...0x39 ~= $0 }
        let number = isNumber ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
        guard (1...65_535).contains(number) else { throw Flaw("its port is not a number from 1 to 65535") }
        return number
    }

    /// Host and port in lower case.
    func lane(in url: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: host.count + 6) { buffer in
            var length = 0
            for byte in url[host] {
                buffer[length] = byte.lowercased
                length += 1
            }
            buffer[length] = UInt8(ascii: ":")
            length += 1
            var divisor = 10_000
            while divisor > port { divisor /= 10 }
            while divisor > 0 {
                buffer[length] = 0x30 + UInt8(port / divisor % 10)
                length += 1
                divisor /= 10
            }
            return length
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate var isIPv6Literal: Bool {
        (2...45).contains(count) && contains(UInt8(ascii: ":"))
            && allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }

    /// Labels of 1 to 63 letters, digits, underscores and inner hyphens.
    fileprivate var isHostName: Bool {
        guard (1...253).contains(count) else { return false }
        var length = 0
        var previous = UInt8(ascii: "-")
        for byte in self {
            if byte == UInt8(ascii: ".") {
                guard length > 0, previous != UInt8(ascii: "-") else { return false }
                length = 0
            } else {
                guard byte.isHostByte, length < 63, length > 0 || byte != UInt8(ascii: "-") else { return false }
                length += 1
            }
            previous = byte
        }
        return length > 0 && previous != UInt8(ascii: "-")
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { 0x41...0x5a ~= self ? self | 0x20 : self }

    fileprivate var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    fileprivate var isHostByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Printable, and not one of those that must be percent-encoded.
    fileprivate var isURLByte: Bool {
        switch self {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            false
        case 0x21...0x7e: true
        default: false
        }
    }
}
