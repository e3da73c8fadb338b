// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("https://a.example", "https://a.example", "a.example"),
        ("https://a.example/", "https://a.example", "a.example"),
        ("HTTPS://A.Example:443/Api/", "https://a.example/Api", "a.example"),
        ("https://a.example:8443/x/y", "https://a.example:8443/x/y", "a.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "127.0.0.1"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443", "127.0.0.1:443"),
        ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443"),
        ("https://[::1]", "https://[::1]", "[::1]"),
    ])
    func `one server has one spelling and one lane`(_ text: String, _ read: String, _ lane: String) throws {
        let server = try ServerURL(text, like: "https://b.example", allowsPlainHTTP: true)
        #expect(server.text == read)
        #expect(server.lane == lane)
        #expect(try ServerURL(read, like: "https://b.example", allowsPlainHTTP: true) == server)
    }

    @Test(arguments: [
        "", "a.example", "ftp://a.example", "http://a.example", "https://", "https:///x", "https://user@a.example",
        "https://a:b@a.example", "https://a.example/@b", "https://a.example?", "https://a.example/?b=c",
        "https://a.example#x", "https://a.example:0", "https://a.example:65536", "https://a.example:+443",
        "https://a.example:", "https://a.example:x", "https://a b.example", "https://a.example/\u{E9}",
        "https://a%2Fb.example", "https://a\\b.example", "https://[::1", "https://::1", "https://[::1]x",
        "https://.example", "https://a.example/\r\nx", "https://a.example/" + String(repeating: "a", count: 1_024),
    ])
    func `what is not a plain base URL is told by its key, and not repeated`(_ text: String) {
        let fault = #expect(throws: Fault.self) {
            try ServerURL(text, setting: "token_server", like: "https://b.example", allowsPlainHTTP: false)
        }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context == ["where": "token_server"])
        #expect(
            fault?.message == "The setting “token_server” is not a plain https URL such as https://b.example."
        )
    }

    @Test func `a path is refused where there can be none`() throws {
        let read = { (text: String) throws(Fault) in
            try ServerURL(text, like: "https://b.example", mayHavePath: false, allowsPlainHTTP: false)
        }
        #expect(try read("https://a.example/").text == "https://a.example")
        #expect(throws: Fault.self) { try read("https://a.example/x") }
        #expect(throws: Fault.self) { try read("https://a.example//") }
    }

    @Test func `a webhook's URL is kept to the last sign`() throws {
        let url = try #require(ProviderURL("https://Hooks.Example:443/a/?sig=a/b/"))
        #expect(url.text == "https://Hooks.Example:443/a/?sig=a/b/")
        #expect(url.path == "/a/?sig=a/b/")
        #expect(url.isSecure && url.lane == "hooks.example")
        #expect(ProviderURL("http://hooks.example/a/")?.text == "http://hooks.example/a")
        #expect(ProviderURL("http://hooks.example/a")?.isSecure == false)
    }
}
