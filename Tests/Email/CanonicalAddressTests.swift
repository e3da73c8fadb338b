// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct CanonicalAddressTests {
    @Test(arguments: [
        ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"), (" ada@example.com\t", "ada@example.com"),
        ("ada+Tag@example.com", "ada+tag@example.com"), ("Ada", "Ada"), ("", ""),
        ("Ada <a@b.example>", "Ada <a@b.example>"),
    ])
    func `an address has one spelling, and what is none stays as it is`(given: String, kept: String) throws {
        let channel = try EmailChannel(settings: EmailFixture.settings, services: .stub())
        #expect(channel.canonicalAddress(given) == kept)
        #expect(channel.canonicalAddress(kept) == kept)
    }
}
