// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite struct HTTPCheckTests {
    @Test(arguments: [
        "ftp://example.com/", "file:///etc/passwd", "smtp://example.com", "example.com/hook", "https://", "",
        "https://user@example.com/", "https://user:s3cret@example.com/", "https://exa mple.com/",
        "https://example.com/\r\nX: y", "javascript:alert(1)",
    ])
    func `a URL that is not plain http or https is refused`(url: String) {
        let fault = #expect(throws: Fault.self) { try HTTPRequest(url: url).check() }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.description.contains("s3cret") == false)
    }

    @Test(arguments: ["https://example.com/a?b=c#d", "http://127.0.0.1:9001/hook", "HTTPS://[2001:db8::1]:8443/"])
    func `a plain URL passes`(url: String) throws {
        try HTTPRequest(url: url).check()
    }

    /// libcurl 7.88 would leave the zone behind.
    @Test func `libcurl connects by a URL that was read once, unless that has a zone`() throws {
        #expect(try RequestURL("http://[fe80::1]/hook").handle != nil)
        #expect(try RequestURL("http://[fe80::1%25eth0]/hook").handle == nil)
    }

    @Test(arguments: [
        ("X-Note", "a\r\nX-Evil: 1"), ("X-Note", "a\nb"), ("X-Note", "a\rb"), ("X-Note", "a\0b"), ("X Note", "a"),
        ("X-Note\r\nX-Evil", "a"), ("X:Y", "a"), ("", "a"), ("Content-Length", "3"), ("transfer-encoding", "chunked"),
    ])
    func `a header that could change the request is refused`(name: String, value: String) {
        let request = HTTPRequest(url: "https://example.com/", headers: [HTTPHeader(name, value)])
        #expect(throws: Fault.self) { try request.check() }
    }

    @Test(arguments: ["", "GET /x HTTP/1.1\r\n", "P OST"])
    func `a method that is no token is refused`(method: String) {
        #expect(throws: Fault.self) { try HTTPRequest(method: method, url: "https://example.com/").check() }
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://localhost/", "http://[::1]/",
        "http://10.0.0.1/",
    ])
    func `through a proxy a URL that names an inside address is refused`(url: String) throws {
        var request = HTTPRequest(url: url)
        let fault = #expect(throws: Fault.self) { try request.check(throughProxy: true) }
        #expect(fault?.code == .addressBlocked)
        request.allowsPrivateNetworks = true
        try request.check(throughProxy: true)
    }
}
