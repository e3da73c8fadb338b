// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import LinkedIn
import Testing

@Suite struct LinkedInChannelTests {
    @Test func `a message is a post with the version and the author that are set`() async throws {
        struct Post: Decodable {
            struct Distribution: Decodable {
                var feedDistribution: String
            }

            var author: String
            var commentary: String
            var visibility: String
            var lifecycleState: String
            var distribution: Distribution
        }
        let fixture = try LinkedInFixture(LinkedInFixture.settings { $0.visibility = .connections })
        #expect(try await fixture.deliver() == Receipt(id: "urn:li:share:7"))
        let request = try #require(fixture.http.requests.first)
        #expect(request.url == "https://api.linkedin.com/rest/posts")
        #expect(request.header("linkedin-version") == "202610")
        #expect(request.header("x-restli-protocol-version") == "2.0.0")
        #expect(request.header("authorization") == "Bearer \(LinkedInFixture.token)")
        #expect(request.usesFreshConnection)
        let post = try JSONDecoder().decode(Post.self, from: Data(request.body))
        #expect(post.author == "urn:li:organization:5515715")
        #expect(post.visibility == "CONNECTIONS")
        #expect(post.lifecycleState == "PUBLISHED")
        #expect(post.distribution.feedDistribution == "MAIN_FEED")
        #expect(post.commentary == (try fixture.delivery().rendering["commentary"]))
        #expect(LinkedInChannel.manifest.unknownPolicy == .hold)
    }

    @Test func `what would cut a post off is escaped, in addresses as well`() throws {
        let message = Message.sample(
            title: "A (b) #c @d",
            sections: [Section(.impact, "`x_y` [help](https://a.example/b_c) ~~old~~ | <b>{1}*\\")],
            phase: .resolved,
            link: "https://status.example.com/inc_1"
        )
        let text = try LinkedInFixture().delivery(message).rendering["commentary"]
        #expect(
            text == """
                ✅ A \\(b\\) \\#c \\@d
                Major · Resolved · checkout, payments
                https://status.example.com/inc\\_1

                Impact:
                x\\_y help \\(https://a.example/b\\_c\\) \\~\\~old\\~\\~ \\| \\<b\\>\\{1\\}\\*\\\\
                """
        )
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `a hostile message is within the limit and escaped throughout`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        let text = try LinkedInFixture().delivery(message).rendering["commentary"] ?? ""
        #expect(text.utf16.count <= 3_000)
        var isEscaped = false
        for scalar in text.unicodeScalars {
            let isReserved = "\\|{}@[]()<>#*_~".unicodeScalars.contains(scalar)
            if isEscaped {
                #expect(isReserved)
                isEscaped = false
            } else {
                #expect(!isReserved || scalar == "\\")
                isEscaped = scalar == "\\"
            }
        }
        #expect(!isEscaped)
    }

    @Test func `an answer that names no post is a success all the same`() async throws {
        let fixture = try LinkedInFixture(http: StubHTTPClient(status: 201))
        #expect(try await fixture.deliver() == Receipt(note: "the answer names no post"))
    }

    @Test(arguments: [("duplicate of urn:li:share:9", "urn:li:share:9"), ("there", nil)] as [(String, String?)])
    func `a duplicate is a failure at first, and a success after an earlier attempt`(
        _ words: String,
        _ id: String?
    )
        async throws
    {
        let inputs = #"{"inputErrors":[{"description":"canary","input":{},"code":"DUPLICATE_POST"}]}"#
        let body = #"{"message":"Content is a \#(words)","errorDetails":\#(inputs),"status":422}"#
        let fixture = try LinkedInFixture(http: StubHTTPClient(status: 422, body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .contentRejected)
        let receipt = try await fixture.deliver(attempt: 2)
        #expect(receipt == Receipt(id: id, note: "LinkedIn has the post from an earlier attempt"))
    }

    @Test func `a check asks whose the token is`() async throws {
        for (status, rules) in [(200, []), (403, []), (401, ["DLV-401"]), (426, ["DLV-401"])] {
            let fixture = try LinkedInFixture(http: StubHTTPClient(status: status))
            #expect(await fixture.channel.check().map(\.rule) == rules)
            #expect(fixture.http.requests.map(\.method) == ["GET"])
        }
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(
            try (LinkedInFixture().delivery(.plannedSample(locale: locale)).rendering["commentary"] ?? "")
                .contains(time)
        )
        #expect(
            try !(LinkedInFixture().delivery(.plannedSample(.completed, locale: locale)).rendering["commentary"] ?? "")
                .contains(time)
        )
    }
}
