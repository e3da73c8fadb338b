// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct SocialDialectsTests {
    @Test func `every social network has paths of its own and begins with nothing`() {
        let all = ProviderDialects.social()
        #expect(all.map(\.prefix) == ["/mastodon/", "/bluesky/", "/x/", "/linkedin/", "/threads/", "/facebook/"])
        #expect(all.allSatisfy { $0.posts.isEmpty })
    }

    @Test(arguments: 0..<6)
    func `a request without credentials publishes nothing`(_ number: Int) {
        let dialect = ProviderDialects.social()[number]
        for target in [
            "api/v1/statuses", "xrpc/com.atproto.repo.putRecord", "2/tweets", "rest/posts", "v1.0/1/threads",
        ] {
            let answer = DialectCaller(dialect).call("POST", dialect.prefix + target, #"{"text":"x","status":"x"}"#)
            #expect((400..<500).contains(answer.status))
        }
        #expect(dialect.posts.isEmpty)
    }

    @Test func `what is forgotten is seen by nobody, and may be posted again`() {
        let x = DialectCaller(XDialect(), bearer: "token")
        #expect(x.call("POST", "/x/2/tweets", #"{"text":"x"}"#).status == 201)
        x.dialect.forget()
        #expect(x.dialect.posts.isEmpty)
        #expect(x.call("POST", "/x/2/tweets", #"{"text":"x"}"#).body.contains("1990000000000000002"))
        var page = DialectCaller(FacebookPageDialect(), bearer: "token")
        page.contentType = "application/x-www-form-urlencoded"
        for _ in 1...2 {
            #expect(page.call("POST", "/facebook/v24.0/1/feed", "message=x").status == 200)
            page.dialect.forget()
        }
    }
}
