// SPDX-License-Identifier: Apache-2.0

import Announcement
import Bluesky
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct BlueskyTextTests {
    @Test func `links are facets by bytes, and long addresses are shown short`() throws {
        let message = Message.sample(
            title: "Störung 👩‍👩‍👧‍👦",
            sections: [
                Section(.impact, "Käufer: [unsere Hilfe](https://help.market.example/ä?b=1) & https://a.example/x.")
            ]
        )
        let posts = try BlueskyFixture().posts(message)
        #expect(
            posts.map(\.text) == [
                """
                🟠 Störung 👩‍👩‍👧‍👦
                Major · Identified · checkout, payments
                status.market.example/status/in…

                Impact:
                Käufer: unsere Hilfe & a.example/x.

                Next update: Sat 21 Nov 2026, 14:25 UTC
                """
            ]
        )
        #expect(
            posts[0].links == [
                [
                    "status.market.example/status/in…",
                    "https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R",
                ],
                ["unsere Hilfe", "https://help.market.example/ä?b=1"], ["a.example/x", "https://a.example/x"],
            ]
        )
        #expect(posts[0].langs == ["en"])
    }

    @Test(arguments: [
        "👩‍👩‍👧‍👦 ", "تعذر الدفع \u{202E}مؤقتًا\u{202C} ", "Z\u{351}\u{36B}a\u{30A} ", "支付服务 ",
        "🇩🇪🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} ", "é e\u{301} ",
    ])
    func `a facet's bytes are those of its link, whatever stands around it`(_ words: String) throws {
        let label = "\(words)Hilfe"
        let text = "\(words)[\(label)](https://help.market.example/a)\(words)https://b.example/c \(words)"
        let posts = try BlueskyFixture().posts(.sample(title: words, sections: [Section(.impact, text)], link: nil))
        let post = try #require(posts.first)
        let bytes = Array(post.text.utf8)
        let facets = try #require(post.facets)
        #expect(facets.count == 2)
        for (facet, shown) in zip(facets, [label, "b.example/c"]) {
            // Read by bytes alone, as the network's readers do.
            let slice = bytes[facet.index.byteStart..<facet.index.byteEnd]
            #expect(
                String(validating: slice, as: UTF8.self)?.unicodeScalars.elementsEqual(shown.unicodeScalars) == true
            )
        }
    }

    @Test func `what does not fit is numbered, and the link stands in the first post`() throws {
        let posts = try BlueskyFixture().posts(BlueskyFixture.long)
        #expect(posts.count == 3)
        for (index, post) in posts.enumerated() { #expect(post.text.hasPrefix("(\(index + 1)/3) ")) }
        #expect(posts[0].links.count == 1)
        #expect(posts[2].text.contains("Buyers cannot pay by card."))
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `every post of a hostile message is within both limits and its facets are whole`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        for most in [1, 5] {
            let fixture = try BlueskyFixture(BlueskyFixture.settings { $0.maxPosts = most })
            let posts = try fixture.posts(message)
            #expect((1...most).contains(posts.count))
            for post in posts {
                #expect(post.text.count <= 300)
                #expect(post.text.utf8.count <= 3_000)
                #expect(!post.text.unicodeScalars.contains { (0xF_0000...0xF_FFFF).contains($0.value) })
                var end = 0
                for (facet, link) in zip(post.facets ?? [], post.links) {
                    #expect(facet.index.byteStart >= end && facet.index.byteEnd > facet.index.byteStart)
                    #expect(link.allSatisfy { $0?.isEmpty == false })
                    #expect(link.last??.hasPrefix("http") == true)
                    end = facet.index.byteEnd
                }
            }
        }
    }

    @Test func `a link in a cut text is whole or not there at all`() throws {
        let words = (0..<400).map { "[word \($0)](https://a.example/\($0))" }.joined(separator: " ")
        let posts = try BlueskyFixture().posts(.sample(sections: [Section(.impact, words)]))
        #expect(posts.reduce(0) { $0 + $1.links.count } > 100)
        for post in posts {
            for link in post.links where link[0]?.hasPrefix("word") == true {
                #expect(link[1] == link[0]?.replacing("word ", with: "https://a.example/"))
            }
        }
    }

    @Test func `a post may have exactly 300 characters`() throws {
        for length in 120...240 {
            let text = String(repeating: "é", count: length)
            let posts = try BlueskyFixture().posts(.sample(sections: [Section(.impact, text)]))
            let whole = posts.reduce(0) { $0 + $1.text.count }
            #expect((posts.count == 1) == (whole <= 300), "\(length): \(whole)")
        }
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try BlueskyFixture().posts(.plannedSample(locale: locale)).map(\.text).joined().contains(time))
        #expect(
            try !BlueskyFixture().posts(.plannedSample(.completed, locale: locale)).map(\.text).joined().contains(time)
        )
    }
}
