// SPDX-License-Identifier: Apache-2.0

/// Which addresses a request may connect to: the defence against destinations that point into our own network.
///
/// It judges the address about to be connected, after name resolution, so that neither a name which resolves to an
/// inside address nor a numeric spelling (`127.1`, `2130706433`) gets past it.
package enum AddressGuard {
    /// Judges one address.
    ///
    /// - Parameters:
    ///   - address: the address itself, after name resolution.
    ///   - privateNetworks: lets loopback, private, link-local and shared addresses through; what is no host
    ///     at all (unspecified, multicast, reserved, documentation) stays refused.
    /// - Returns: whether it may be connected to.
    package static func allows(_ address: IPAddress, privateNetworks: Bool = false) -> Bool {
        switch address {
        case .v4(let value): allows(v4: value, privateNetworks: privateNetworks)
        case .v6(let high, let low): allows(high: high, low: low, privateNetworks: privateNetworks)
        }
    }

    private static func allows(v4 value: UInt32, privateNetworks: Bool) -> Bool {
        guard let range = rangesV4.first(where: { value & mask($0.length) == $0.prefix }) else { return true }
        return privateNetworks && range.isPrivate
    }

    private static func allows(high: UInt64, low: UInt64, privateNetworks: Bool) -> Bool {
        let embedded = UInt32(truncatingIfNeeded: low)
        // ::ffff:0:0/96 reaches the v4 address inside; so does 64:ff9b::/96 where the network translates.
        if high == 0, low >> 32 == 0xffff { return allows(v4: embedded, privateNetworks: privateNetworks) }
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 {
            return allows(v4: embedded, privateNetworks: privateNetworks)
        }
        if high == 0 { return privateNetworks && low == 1 }
        guard let range = rangesV6.first(where: { high & mask($0.length) == $0.prefix }) else { return true }
        return privateNetworks && range.isPrivate
    }

    private static func mask<Bits: FixedWidthInteger>(_ length: Int) -> Bits {
        length == 0 ? 0 : ~0 << Bits(Bits.bitWidth - length)
    }

    private struct Range<Bits: FixedWidthInteger & Sendable>: Sendable {
        let prefix: Bits
        let length: Int
        let isPrivate: Bool

        init(_ prefix: Bits, _ length: Int, isPrivate: Bool = false) {
            self.prefix = prefix
            self.length = length
            self.isPrivate = isPrivate
        }
    }

    private static let rangesV4: [Range<UInt32>] = [
        Range(0x0000_0000, 8),  // 0.0.0.0/8, this network
        Range(0x0a00_0000, 8, isPrivate: true),  // 10.0.0.0/8
        Range(0x6440_0000, 10, isPrivate: true),  // 100.64.0.0/10, shared with the carrier
        Range(0x7f00_0000, 8, isPrivate: true),  // 127.0.0.0/8, loopback
        Range(0xa9fe_0000, 16, isPrivate: true),  // 169.254.0.0/16, link-local, cloud metadata
        Range(0xac10_0000, 12, isPrivate: true),  // 172.16.0.0/12
        Range(0xc000_0000, 24),  // 192.0.0.0/24, protocol assignments
        Range(0xc000_0200, 24),  // 192.0.2.0/24, documentation
        Range(0xc058_6300, 24),  // 192.88.99.0/24, 6to4 relays
        Range(0xc0a8_0000, 16, isPrivate: true),  // 192.168.0.0/16
        Range(0xc612_0000, 15, isPrivate: true),  // 198.18.0.0/15, benchmarks inside a network
        Range(0xc633_6400, 24),  // 198.51.100.0/24, documentation
        Range(0xcb00_7100, 24),  // 203.0.113.0/24, documentation
        Range(0xe000_0000, 4),  // 224.0.0.0/4, multicast
        Range(0xf000_0000, 4),  // 240.0.0.0/4, reserved, with the broadcast address
    ]

    /// By the upper half of the address: no range is longer than 64 bits.
    private static let rangesV6: [Range<UInt64>] = [
        Range(0x0064_ff9b_0001_0000, 48),  // 64:ff9b:1::/48, translation within a network
        Range(0x0100_0000_0000_0000, 64),  // 100::/64, discarded
        Range(0x2001_0000_0000_0000, 23),  // 2001::/23, protocol assignments, with Teredo
        Range(0x2001_0db8_0000_0000, 32),  // 2001:db8::/32, documentation
        Range(0x2002_0000_0000_0000, 16),  // 2002::/16, 6to4: a v4 address in disguise, and given up
        Range(0x3fff_0000_0000_0000, 20),  // 3fff::/20, documentation
        Range(0x5f00_0000_0000_0000, 16),  // 5f00::/16, segment routing
        Range(0xfc00_0000_0000_0000, 7, isPrivate: true),  // fc00::/7, unique local
        Range(0xfe80_0000_0000_0000, 10, isPrivate: true),  // fe80::/10, link-local
        Range(0xfec0_0000_0000_0000, 10),  // fec0::/10, site-local, given up
        Range(0xff00_0000_0000_0000, 8),  // ff00::/8, multicast
    ]
}
