// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing
import WebPush

@Suite struct PushEndpointTests {
    @Test(arguments: [
        ("https://push.example.net/wpush/v2/a", "https://push.example.net", "push.example.net"),
        ("https://Push.Example.net:443/a?b=c", "https://push.example.net", "push.example.net"),
        ("https://push.example.net:8443/a", "https://push.example.net:8443", "push.example.net:8443"),
        ("http://127.0.0.1:9001/a", "http://127.0.0.1:9001", "127.0.0.1:9001"),
    ])
    func `the origin is what a token is for, and the lane has host and port`(
        _ url: String,
        _ origin: String,
        _ lane: String
    ) throws {
        let endpoint = try PushEndpoint(url, allowsPlain: true)
        #expect(endpoint.origin == origin)
        #expect(endpoint.lane == lane)
        #expect(endpoint.url == url)
    }

    @Test(arguments: [
        "", "push.example.net", "http://push.example.net/a", "ftp://push.example.net/a", "https:///a",
        "https://canary@push.example.net/a", "https://push.example.net/a b", "https://push.example.net/\r\nX: y",
        "https://push.example.net:0/a", "https://push.example.net:70000/a", "https://push.example.net/a#b",
        "https://push.example.net\\@evil.example/a",
    ])
    func `what is no endpoint is refused without repeating it`(_ url: String) {
        let fault = #expect(throws: Fault.self) { try PushEndpoint(url, allowsPlain: false) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.message.contains("canary") == false)
    }
}
