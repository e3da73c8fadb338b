// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import Testing
import Webhook

@Suite struct WebhookEndpointTests {
    @Test(arguments: [
        ("https://hooks.example.com/a?b=c", "hooks.example.com:443"),
        ("http://127.0.0.1:9001/hook", "127.0.0.1:9001"),
        ("HTTPS://Hooks.Example.COM", "hooks.example.com:443"),
        ("http://hooks.example.com.?x", "hooks.example.com:80"),
        ("https://[2001:DB8::1]:8443/x", "[2001:db8::1]:8443"),
        ("https://[::1]/", "[::1]:443"),
        ("https://my_host/%20/@a", "my_host:443"),
        ("http://a-b.c0/", "a-b.c0:80"), ("http://a:00080/", "a:80"), ("http://a:65535", "a:65535"),
        ("http://a:7?b:c", "a:7"),
    ])
    func `an endpoint's lane is its host and port in lower case`(_ url: String, _ lane: String) throws {
        #expect(try WebhookEndpoint(url).lane == lane)
        #expect(try WebhookFixture().channel.host(for: WebhookFixture.destination(url)) == lane)
    }

    @Test(arguments: [
        "", "hooks.example.com", "ftp://hooks.example.com/", "file:///etc/passwd", "https:/hooks.example.com",
        "https://", "https:///path", "https://user:canary@hooks.example.com/", "https://canary@hooks.example.com",
        "https://hooks.example.com/#canary", "https://hooks.example.com/a b", "https://hooks.example.com/\r\nx: y",
        "https://hooks.example.com/\u{0}", "https://hooks.example.com\\@evil.example/", "https://hooks.example.com:0/",
        "https://hooks.example.com:65536/", "https://hooks.example.com:/", "https://hooks.example.com:80a/",
        "https://[fe80::1%25eth0]/", "https://[::1/", "https://[]/", "https://[hooks]/", "https://[::1]canary/",
        "https://exa%6dple.com/", "https://a..b/", "https://-a.example/", "https://müller.example/",
        "https://hooks.example.com/" + String(repeating: "a", count: 2_048), "http", "https:", "://", ":", "[",
        "http://[",
        "http://[::1", "http://a:99999999999999999999999/", "http://a:+80/", "http://a:８０/", "http://a-.b/",
        "http://.a/",
        "http://a../", "http://" + String(repeating: "a", count: 64) + ".b/", "http://a:80:80/", "http://[:]:/",
    ])
    func `a URL that could be read in two ways is refused and not repeated`(_ url: String) {
        let fault = #expect(throws: Fault.self) { try WebhookEndpoint(url) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `where only https is allowed, http is refused`() throws {
        #expect(throws: Fault.self) { try WebhookEndpoint("http://hooks.example.com/", httpsOnly: true) }
        #expect(try WebhookEndpoint("https://hooks.example.com/", httpsOnly: true).lane == "hooks.example.com:443")
        let fixture = try WebhookFixture(try WebhookFixture.settings(#"{"https_only": true}"#))
        let fault = #expect(throws: Fault.self) {
            try fixture.channel.host(for: WebhookFixture.destination("http://hooks.example.com/"))
        }
        #expect(fault?.code == .addressInvalid)
    }
}
