// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing
import Webhook

struct CanonicalAddressTests {
    @Test(arguments: [
        ("HTTPS://Hooks.Example.COM:8443/Path?Query=A", "https://hooks.example.com:8443/Path?Query=A"),
        ("http://EXAMPLE.com", "http://example.com"), ("http://example.com?A=B", "http://example.com?A=B"),
        ("Mailto:x", "Mailto:x"), ("http://[2001:DB8::1]/X", "http://[2001:db8::1]/X"),
    ])
    func `scheme and host have one spelling, and the rest is the endpoint's own`(given: String, kept: String) throws {
        let channel = try WebhookChannel(settings: WebhookSettings(), services: .stub())
        #expect(channel.canonicalAddress(given) == kept)
        #expect(channel.canonicalAddress(kept) == kept)
    }
}
