// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("The mail sink's authentication")
struct SMTPAuthTests {
    private func sink(_ script: MailScript = []) -> MailSink {
        var features = MailFeatures()
        features.credentials = .init(user: "hub", password: "pass")
        return MailSink(script: script, features: features)
    }

    @Test func `with credentials AUTH is offered and asked for`() async throws {
        try await withSink(sink()) { sink in
            let client = try RawClient(port: sink.port)
            _ = try client.reply()
            #expect(try client.say("EHLO client.example").hasSuffix("250 AUTH PLAIN LOGIN"))
            #expect(try client.say("MAIL FROM:<a@example.com>").hasPrefix("530 5.7.0"))
        }
    }

    // "\0hub\0pass", "hub" and "pass" in base64.
    @Test(arguments: [
        ["AUTH PLAIN AGh1YgBwYXNz"], ["AUTH PLAIN", "AGh1YgBwYXNz"], ["AUTH LOGIN", "aHVi", "cGFzcw=="],
        ["auth login aHVi", "cGFzcw=="],
    ])
    func `the right credentials are accepted and recorded`(lines: [String]) async throws {
        try await withSink(sink()) { sink in
            let client = try MailClient(port: sink.port)
            var reply = ""
            for line in lines { reply = try client.socket.say(line) }
            #expect(reply == "235 2.7.0 Authentication succeeded")
            #expect(try client.socket.say("AUTH PLAIN AGh1YgBwYXNz").hasPrefix("503"))
            try client.deliver(to: "ada@example.com")
            #expect(sink.mails().map(\.user) == ["hub"])
        }
    }

    @Test(arguments: [
        (["AUTH PLAIN AGh1YgB3cm9uZw=="], "535 5.7.8"), (["AUTH LOGIN", "aHVi", "aHVi"], "535 5.7.8"),
        (["AUTH PLAIN ***"], "501 5.5.2"), (["AUTH PLAIN aHVi"], "501 5.5.2"), (["AUTH LOGIN", "*"], "501 5.7.0"),
        (["AUTH CRAM-MD5"], "504 5.5.4"),
    ])
    func `anything else is refused`(lines: [String], expected: String) async throws {
        try await withSink(sink()) { sink in
            let client = try MailClient(port: sink.port)
            var reply = ""
            for line in lines { reply = try client.socket.say(line) }
            #expect(reply.hasPrefix(expected))
            #expect(try client.socket.say("MAIL FROM:<a@example.com>").hasPrefix("530"))
        }
    }

    @Test func `LOGIN asks for user and password in base64`() async throws {
        try await withSink(sink()) { sink in
            let client = try MailClient(port: sink.port)
            #expect(try client.socket.say("AUTH LOGIN") == "334 VXNlcm5hbWU6")
            #expect(try client.socket.say("aHVi") == "334 UGFzc3dvcmQ6")
        }
    }

    @Test func `a script can refuse the right credentials, but not let wrong ones pass`() async throws {
        try await withSink(sink([.at(.auth, .reply(454, "4.7.0", "Later"), 235)])) { sink in
            let client = try MailClient(port: sink.port)
            #expect(try client.socket.say("AUTH PLAIN AGh1YgBwYXNz") == "454 4.7.0 Later")
            #expect(try client.socket.say("AUTH PLAIN AGh1YgB3cm9uZw==").hasPrefix("535"))
            #expect(try client.socket.say("AUTH PLAIN AGh1YgBwYXNz").hasPrefix("235 2.7.0"))
        }
    }
}
