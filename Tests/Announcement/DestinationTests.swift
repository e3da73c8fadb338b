// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct DestinationTests {
    private let full =
        #"{"channel":"mail","else":[{"channel":"partner-hooks","to":"https://hooks.example.com/b"}],"locale":"de-AT","#
        + #""secret":"env:HOOK_SECRET","tags":["vip"],"to":"ada@example.com"}"#

    @Test func `a destination has the shape that configuration uses`() throws {
        let destination = Destination(
            channel: try #require(ChannelName("mail")),
            address: "ada@example.com",
            locale: LocaleTag("de-AT"),
            tags: ["vip"],
            secret: SecretReference("env:HOOK_SECRET"),
            fallbacks: [
                Destination(channel: try #require(ChannelName("partner-hooks")), address: "https://hooks.example.com/b")
            ]
        )
        #expect(try JSON.text(destination) == full)
        #expect(try JSON.read(Destination.self, full) == destination)
    }

    @Test func `channel and address are enough`() throws {
        let short = #"{"channel":"mail","to":"ada@example.com"}"#
        let destination = try JSON.read(Destination.self, short)
        #expect(destination.tags == [] && destination.fallbacks == [] && destination.locale == nil)
        #expect(try JSON.text(destination) == short)
    }

    @Test(arguments: [
        #"{"to":"ada@example.com"}"#, #"{"channel":"mail"}"#, #"{"channel":"Mail","to":"a"}"#,
        #"{"channel":"mail","to":"a","locale":"english"}"#, #"{"channel":"mail","to":"a","secret":"hunter2"}"#,
        #"{"channel":"mail","to":"a","else":[{"to":"b"}]}"#,
    ])
    func `what is no destination is refused`(_ text: String) {
        #expect(throws: DecodingError.self) { try JSON.read(Destination.self, text) }
    }
}

@Suite struct SecretReferenceTests {
    @Test(arguments: ["env:HOOK_SECRET", "file:/run/secrets/hook", "file:secrets/a:b"])
    func `a reference says where a secret is kept`(_ text: String) throws {
        let reference = try #require(SecretReference(text))
        #expect(reference.text == text && "\(reference)" == text)
        #expect(try JSON.read(SecretReference.self, JSON.text(reference)) == reference)
    }

    @Test(arguments: [
        "", "hunter2", "whsec_Y2FuYXJ5", "env:", "file:", "ENV:X", "environment:X", " env:X", "file:a\0b",
        "https://a:b@c",
    ])
    func `a secret itself is refused, and not repeated`(_ text: String) throws {
        #expect(SecretReference(text) == nil)
        let error = try #require(throws: DecodingError.self) { try JSON.read(SecretReference.self, JSON.text(text)) }
        #expect(text.utf8.count < 6 || !"\(error)".contains(text))
    }
}
