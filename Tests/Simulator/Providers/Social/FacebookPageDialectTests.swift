// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let feed = "/facebook/v24.0/1001/feed"

@Suite struct FacebookPageDialectTests {
    private static func caller(_ dialect: FacebookPageDialect) -> DialectCaller {
        var caller = DialectCaller(dialect)
        caller.contentType = "application/x-www-form-urlencoded"
        return caller
    }

    private let caller = caller(FacebookPageDialect(pages: ["good": "1001", "other": "2002"], expired: ["old"]))

    private func post(_ fields: String, _ target: String = feed, second: Int64 = 0) -> DialectCaller.Answer {
        caller.call("POST", target, fields + "&access_token=good", second: second)
    }

    @Test func `a post is published, changed and taken back`() {
        let first = post("message=down+now")
        #expect(first.status == 200 && first.body == #"{"id":"1001_122100000000001"}"#)
        #expect(post("message=up", "/facebook/v24.0/1001_122100000000001").body == #"{"success":true}"#)
        #expect(caller.dialect.posts.map(\.text) == ["up"])
        #expect(caller.dialect.posts.map(\.edits) == [1])
        #expect(caller.dialect.posts.map(\.place) == ["page 1001"])
        #expect(caller.call("GET", "/facebook/v24.0/1001?fields=id&access_token=good").body == #"{"id":"1001"}"#)
        #expect(caller.call("DELETE", "/facebook/v24.0/1001_122100000000001?access_token=good").status == 200)
        #expect(caller.dialect.posts.isEmpty)
        #expect(post("message=x", "/facebook/v24.0/1001_122100000000001").body.contains(#""error_subcode":33"#))
    }

    @Test func `the same text is a duplicate for ten minutes`() {
        #expect(post("message=x").status == 200)
        let again = post("message=x", second: 599)
        #expect(again.status == 400 && again.body.contains(#""code":506"#))
        #expect(post("message=x", second: 600).status == 200)
    }

    @Test(
        arguments: [
            ("message=", feed, 100, "message, link, place, media"),
            ("message=" + String(repeating: "x", count: 63_207), feed, 100, "at most 63206 characters"),
            ("message=x", "/facebook/v24.0/1001/shouts", 100, "GraphMethodException"),
            ("message=x", "/facebook/v24.0/1001_9", 100, "does not exist"),
            ("message=x", "/facebook/v24.0/market/feed", 100, "does not exist"),
            ("message=x", "/facebook/24/1001/feed", 2_500, "Unknown path components"),
            ("message=x", "/facebook/v24.0/2002/feed", 200, "authorized"),
        ] as [(String, String, Int, String)]
    )
    func `a wrong request gets the number of what is wrong`(
        _ fields: String,
        _ target: String,
        _ code: Int,
        _ words: String
    ) {
        let answer = post(fields, target)
        #expect(answer.status == 400)
        #expect(answer.body.contains(#""code":\#(code),"#), "\(answer.body)")
        #expect(answer.body.contains(words), "\(answer.body)")
        #expect(answer.body.contains(#""fbtrace_id":"#))
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test(
        arguments: [
            ("", 104, "token is required"), ("access_token=bad", 190, "Cannot parse access token"),
            ("access_token=old", 190, #""error_subcode":463"#),
        ] as [(String, Int, String)]
    )
    func `a token that is not good is refused`(_ token: String, _ code: Int, _ words: String) {
        let answer = caller.call("POST", feed, "message=x&\(token)")
        #expect(answer.status == 400 && answer.body.contains(#""code":\#(code),"#), "\(answer.body)")
        #expect(answer.body.contains(words) && answer.body.contains("OAuthException"), "\(answer.body)")
    }

    @Test func `the longest message is taken, whatever it counts in bytes`() {
        #expect(post("message=" + String(repeating: "é", count: 63_206)).status == 200)
    }

    @Test func `a page's limit says in minutes when it ends`() {
        let caller = Self.caller(FacebookPageDialect(callsPerHour: 1))
        #expect(caller.call("POST", feed, "message=1&access_token=any").status == 200)
        let answer = caller.call("POST", feed, "message=2&access_token=any", second: 61)
        #expect(answer.status == 400 && answer.body.contains(#""code":32,"#))
        #expect(
            answer.header("x-business-use-case-usage")?.contains(#""estimated_time_to_regain_access":59"#) == true
        )
        let other = caller.call("POST", "/facebook/v24.0/2/feed", "message=2&access_token=any", second: 61)
        #expect(other.status == 200)
    }
}
