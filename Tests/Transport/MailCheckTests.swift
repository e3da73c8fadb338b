// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite struct MailCheckTests {
    private func mail(
        _ content: String = "A: b\r\n\r\nc\r\n",
        sender: String = "a@b.example",
        to: String = "c@d.example"
    ) -> MailSubmission {
        MailSubmission(
            relay: MailRelay(url: "smtp://relay.example:587"),
            sender: sender,
            recipient: to,
            content: Array(content.utf8)
        )
    }

    @Test(arguments: [
        "ada@example.com", "a.b+c@example.com", "a@[192.0.2.1]", "\(String(repeating: "a", count: 64))@b.example",
    ])
    func `an address passes`(address: String) throws {
        try mail(to: address).check()
        try mail(sender: address).check()
    }

    @Test(arguments: [
        "", "ada", "@example.com", "ada@", "a@b@c.example", "a b@example.com", "a@example.com>", "<a@example.com>",
        "a@example.com\r\nRSET", "a@example.com\nVRFY x", "a\u{0}@example.com", "a\u{7f}@example.com",
        "a\t@example.com", "ä@example.com", "a@bücher.example", String(repeating: "a", count: 65) + "@b.example",
        "a@" + String(repeating: "b", count: 253),
    ])
    func `an address that could be more than one is refused`(address: String) {
        #expect(throws: Fault.self) { try mail(to: address).check() }
        // The empty sender is the null reverse path.
        if !address.isEmpty { #expect(throws: Fault.self) { try mail(sender: address).check() } }
    }

    @Test(arguments: [
        "", "text", "text\r\n", "a\r\n\r\n.\r\n..\r\n", String(repeating: "x", count: 998) + "\r\n",
    ])
    func `content in lines passes`(content: String) throws {
        try mail(content).check()
    }

    @Test(arguments: [
        ("a\nb\r\n", 1), ("a\rb\r\n", 2), ("\n", 0), ("a\r", 1), ("a\r\r\n", 2), ("ab\0c\r\n", 2), ("aé\r\n", 1),
        (String(repeating: "x", count: 999) + "\r\n", 998),
    ])
    func `content that a relay would read differently is refused`(content: String, place: Int) {
        let fault = #expect(throws: Fault.self) { try mail(content).check() }
        #expect(fault?.code == .contentRejected)
        #expect(fault?.context["where"] == "octet \(place)")
    }

    @Test(arguments: [
        "relay.example", "http://relay.example", "smtp://", "smtp://u:p@relay.example", "smtp://relay.example/path",
        "smtp://relay.example?x", "smtp://relay .example",
    ])
    func `a relay that is not smtp with host and port is refused`(url: String) {
        var mail = mail()
        mail.relay.url = url
        let fault = #expect(throws: Fault.self) { try mail.check() }
        #expect(fault?.code == .configurationInvalid)
    }

    @Test func `a greeting's name that is no host's is refused`() {
        var mail = mail()
        mail.relay.greetingName = "hub\r\nMAIL"
        #expect(throws: Fault.self) { try mail.check() }
    }
}
