// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@Suite struct AddressGuardTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255", "223.255.255.255",
        "2606:4700:4700::1111", "2a00:1450::1", "2001:200::1", "2003::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    ])
    func `a public address is allowed`(text: String) throws {
        #expect(AddressGuard.allows(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
        "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe",
    ])
    func `a private address is allowed only where private networks are`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressGuard.allows(address))
        #expect(AddressGuard.allows(address, privateNetworks: true))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::2", "::7f00:1", "::ffff:0.0.0.0", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::", "2002:0808:0808::", "3fff::1",
        "3fff:fff::1",
        "5f00::1", "fec0::1", "ff02::1", "::ffff:224.0.0.1", "64:ff9b::0.0.0.0",
    ])
    func `an address that is no host is never allowed`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressGuard.allows(address))
        #expect(!AddressGuard.allows(address, privateNetworks: true))
    }

    @Test func `addresses are read from bytes, brackets and zones`() {
        #expect(IPAddress(bytes: [127, 0, 0, 1]) == .v4(0x7f00_0001))
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: 15) + [1]) == .v6(high: 0, low: 1))
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
        #expect(IPAddress("[fe80::1%eth0]") == .v6(high: 0xfe80_0000_0000_0000, low: 1))
        #expect(IPAddress("example.com") == nil)
        #expect(IPAddress("127.1") == nil)
    }
}
