// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import X

@Suite struct XTextTests {
    @Test func `a short update is one post with title, state, link and sections`() throws {
        let message = Message.sample(
            sections: [Section(.impact, "Nobody can **pay**.")],
            link: "https://status.example.com/a"
        )
        #expect(
            try XFixture().posts(message) == [
                """
                🟠 Checkout is failing for some buyers
                Major · Identified · checkout, payments
                https://status.example.com/a

                Impact:
                Nobody can pay.

                Next update: Sat 21 Nov 2026, 14:25 UTC
                """
            ]
        )
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `every post of a hostile message is within the limit and mentions nobody`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        for most in [1, 5] {
            let posts = try XFixture(XFixture.settings { $0.maxPosts = most }).posts(message)
            #expect((1...most).contains(posts.count))
            for post in posts {
                #expect(XLength.weight(of: post) <= 280, "\(name)")
                #expect(!mentionsSomebody(post), "\(name)")
                #expect(!post.unicodeScalars.contains { (0xF_0000...0xF_FFFF).contains($0.value) })
            }
        }
    }

    @Test(arguments: ["@everyone", "＠ada", "https://a.example/@ada", "see https://a.example/(@ada", "`@ada`", ".@ada"])
    func `no text can mention anybody`(_ text: String) throws {
        let message = Message.sample(title: text, sections: [Section(.whatHappened, text)])
        for post in try XFixture().posts(message) { #expect(!mentionsSomebody(post), "\(post)") }
    }

    private func mentionsSomebody(_ post: String) -> Bool {
        let scalars = Array(post.unicodeScalars)
        return scalars.indices.contains { place in
            guard scalars[place] == "@" || scalars[place] == "＠", place + 1 < scalars.count else { return false }
            let next = scalars[place + 1]
            let isName = next.isASCII && (next.properties.isAlphabetic || "0"..."9" ~= next || next == "_")
            guard isName, place > 0 else { return isName }
            let before = scalars[place - 1]
            return !(before.isASCII && (before.properties.isAlphabetic || "0"..."9" ~= before || before == "_"))
                && !before.properties.isAlphabetic
        }
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try XFixture().posts(.plannedSample(locale: locale)).joined().contains(time))
        #expect(try !XFixture().posts(.plannedSample(.completed, locale: locale)).joined().contains(time))
    }

    @Test(arguments: ["en", "de", "ar"])
    func `a single post has room for the times of planned work, and for what there is to say`(_ locale: String) throws {
        let fixture = try XFixture(XFixture.settings { $0.maxPosts = 1 })
        let message = Message.plannedSample(hours: 24, locale: locale)
        let posts = try fixture.posts(message)
        #expect(posts.count == 1 && XLength.weight(of: posts[0]) <= 280)
        #expect(posts[0].contains(try #require(message.plannedTime)))
        #expect(posts[0].contains(message.title))
        #expect(posts[0].contains("Buyers cannot pay"))
    }
}
