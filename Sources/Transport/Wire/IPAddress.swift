// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An address as the network layer uses it, without port or zone.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(high: UInt64, low: UInt64)

    /// Reads 4 or 16 bytes in network order.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self = .v6(
                high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
            )
        default:
            return nil
        }
    }

    /// Reads `192.0.2.1` and `2001:db8::1`, with or without brackets and zone; no name, no abbreviated v4 form.
    package init?(_ text: some StringProtocol) {
        var plain = Substring(text)
        if plain.hasPrefix("["), plain.hasSuffix("]") { plain = plain.dropFirst().dropLast() }
        plain = plain.prefix { $0 != "%" }
        let isV6 = plain.contains(":")
        let bytes = [UInt8](unsafeUninitializedCapacity: isV6 ? 16 : 4) { buffer, count in
            let read = inet_pton(isV6 ? AF_INET6 : AF_INET, String(plain), buffer.baseAddress)
            count = read == 1 ? buffer.count : 0
        }
        self.init(bytes: bytes)
    }

    /// Reads an address as the network layer writes it: `192.0.2.1` or `2001:db8::1`, without brackets and zone.
    init?(numeric text: UnsafePointer<CChar>) {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
            return
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        self.init(bytes: withUnsafeBytes(of: &v6) { Array($0) })
    }

    /// Reads the address out of a socket address of either family.
    ///
    /// - Parameters:
    ///   - sockaddr: at least as long as its family asks for.
    ///   - family: `AF_INET` or `AF_INET6`; nil comes of any other.
    init?(sockaddr: UnsafeRawPointer, family: Int32) {
        switch family {
        case AF_INET:
            let place = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4
            self.init(bytes: UnsafeRawBufferPointer(start: sockaddr + place, count: 4))
        case AF_INET6:
            let place = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
            self.init(bytes: UnsafeRawBufferPointer(start: sockaddr + place, count: 16))
        default:
            return nil
        }
    }
}
