// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mastodon
import Testing

@Suite struct MastodonTextTests {
    @Test func `a short update is one post with title, state, link and sections`() throws {
        let message = Message.sample(sections: [
            Section(.whatHappened, "A **third** of all payments fail with `card_declined`."),
            Section(.whatYouCanDo, "- Pay by invoice\n- Ask [us](https://help.market.example/a)"),
        ])
        let posts = try MastodonFixture().posts(message)
        #expect(
            posts == [
                """
                🟠 Checkout is failing for some buyers
                Major · Identified · checkout, payments
                https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R

                What happened:
                A third of all payments fail with card_declined.

                What you can do:
                • Pay by invoice
                • Ask us (https://help.market.example/a)

                Next update: Sat 21 Nov 2026, 14:25 UTC
                """
            ]
        )
    }

    @Test func `what does not fit is numbered, and the link stands in the first post`() throws {
        let posts = try MastodonFixture().posts(MastodonFixture.long)
        #expect(posts.count == 3)
        for (index, post) in posts.enumerated() { #expect(post.hasPrefix("(\(index + 1)/\(posts.count)) ")) }
        #expect(posts[0].contains("https://status.market.example/"))
        #expect(posts[posts.count - 1].contains("Buyers cannot pay by card."))
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `every post of a hostile message is within the limit and mentions nobody`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        for mode in UpdateMode.allCases {
            let fixture = try MastodonFixture(MastodonFixture.settings { $0.updates = mode })
            let posts = try fixture.posts(message)
            #expect((1...(mode == .edit ? 1 : 5)).contains(posts.count))
            for post in posts {
                #expect(countedByInstance(post) <= 500, "\(name): \(countedByInstance(post))")
                #expect(!mentionsSomebody(post), "\(name)")
                #expect(!post.unicodeScalars.contains { (0xF_0000...0xF_FFFF).contains($0.value) })
            }
        }
    }

    @Test(arguments: [
        "@everyone", "See https://example.com/(@ada", "www.example.com/?a=1&@ada",
        "[x](https://a.example/\u{3000}@ada)",
        "`@ada`", "```\n@ada@mastodon.example\n```", "![@ada](https://a.example/@ada)",
    ])
    func `no text can mention anybody`(_ text: String) throws {
        let message = Message.sample(title: text, sections: [Section(.whatHappened, text)])
        for post in try MastodonFixture().posts(message) { #expect(!mentionsSomebody(post), "\(post)") }
    }

    @Test func `an address counts for 23 characters, however long it is`() throws {
        let address = "https://example.com/" + String(repeating: "x", count: 900)
        let message = Message.sample(sections: [Section(.whatHappened, "See \(address) now.")])
        let posts = try MastodonFixture().posts(message)
        #expect(posts.count == 1)
        #expect(posts[0].contains("See \(address) now."))
    }

    @Test func `an address below a domain of one's own may be counted letter by letter`() throws {
        let address = "https://status.internal/" + String(repeating: "x", count: 60)
        let text = String(repeating: address + " ", count: 12)
        for post in try MastodonFixture().posts(.sample(sections: [Section(.impact, text)])) {
            #expect(post.count <= 500)
        }
    }

    @Test func `a post may have exactly as many characters as the instance allows`() throws {
        for length in 240...320 {
            let text = String(repeating: "é", count: length)
            let message = Message.sample(sections: [Section(.impact, text)], link: "https://status.example.com/a")
            let posts = try MastodonFixture().posts(message)
            let whole = countedByInstance(posts.joined())
            #expect((posts.count == 1) == (whole <= 500), "\(length): \(whole)")
        }
    }

    @Test func `an instance's own limit is kept`() throws {
        let fixture = try MastodonFixture(MastodonFixture.settings { $0.maxCharacters = 5_000 })
        #expect(try fixture.posts(MastodonFixture.long).count == 1)
    }

    @Test func `what is given up is told`() throws {
        let message = Message.sample(
            sections: [
                Section(.whatHappened, "It fails."), Section(.help, String(repeating: "Ask us. ", count: 2_000)),
            ],
            link: "https://status.market.example/?" + String(repeating: "{}", count: 400)
        )
        let fixture = try MastodonFixture()
        let rendering = try fixture.delivery(message).rendering
        #expect(rendering.findings.map(\.rule) == ["section_dropped", "link_dropped"])
    }

    /// Addresses as 23 characters each, the rest by what readers take for one character.
    private func countedByInstance(_ post: String) -> Int {
        post.replacing(/https?:\/\/[a-zA-Z0-9.\-]+\.[a-zA-Z]{2,}(?:\/[a-zA-Z0-9\/_=&%.+~?#\-]*[a-zA-Z0-9\/_=\-])?/) {
            _ in
            String(repeating: "x", count: 23)
        }
        .count
    }

    private func mentionsSomebody(_ post: String) -> Bool {
        let scalars = Array(post.unicodeScalars)
        return scalars.indices.contains { place in
            guard scalars[place] == "@", place + 1 < scalars.count else { return false }
            let next = scalars[place + 1]
            let isName = next.isASCII && (next.properties.isAlphabetic || "0"..."9" ~= next || next == "_")
            guard isName, place > 0 else { return isName }
            let before = scalars[place - 1]
            return
                !(before == "/" || before == "=" || before == "_" || before.properties.isAlphabetic
                || before.properties.numericType != nil)
        }
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try MastodonFixture().posts(.plannedSample(locale: locale)).joined().contains(time))
        #expect(try !MastodonFixture().posts(.plannedSample(.completed, locale: locale)).joined().contains(time))
    }
}
