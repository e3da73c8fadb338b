// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let path = "/mastodon/api/v1/statuses"

@Suite struct MastodonDialectTests {
    private let caller = DialectCaller(
        MastodonDialect(tokens: ["good", "reader"], readers: ["reader"]),
        bearer: "good"
    )

    @Test func `a post is published, answered to, changed and taken back`() {
        let first = caller.call("POST", path, #"{"status":"down","visibility":"public","language":"en"}"#)
        #expect(first.status == 200)
        #expect(first.body.contains(#""id":"112600000000000001""#))
        #expect(first.body.contains(#""url":"https://mastodon.example/@status/112600000000000001""#))
        let reply = caller.call(
            "POST",
            path,
            #"{"status":"a <b> & c","in_reply_to_id":"112600000000000001","visibility":"unlisted"}"#
        )
        #expect(reply.body.contains(#""in_reply_to_id":"112600000000000001""#))
        #expect(reply.body.contains("<p>a &lt;b&gt; &amp; c</p>"))
        let edit = caller.call("PUT", path + "/112600000000000001", #"{"status":"fixed"}"#)
        #expect(edit.status == 200 && !edit.body.contains(#""edited_at":null"#))
        #expect(caller.dialect.posts.map(\.text) == ["fixed", "a <b> & c"])
        #expect(caller.dialect.posts.map(\.parent) == [nil, "112600000000000001"])
        #expect(caller.dialect.posts.map(\.edits) == [1, 0])
        #expect(caller.dialect.posts.map(\.note) == ["public", "unlisted"])
        #expect(caller.call("DELETE", path + "/112600000000000001").status == 200)
        #expect(caller.call("GET", path + "/112600000000000001").status == 404)
        #expect(caller.dialect.posts.count == 1)
    }

    @Test func `the same key is the same post for an hour, for one account alone`() {
        var caller = DialectCaller(MastodonDialect(), bearer: "good")
        caller.headers.append(SinkHeader("Idempotency-Key", "k"))
        let first = caller.call("POST", path, #"{"status":"one"}"#)
        let again = caller.call("POST", path, #"{"status":"two"}"#, second: 3_599)
        #expect(again.status == 200)
        #expect(again.body.contains("<p>one</p>") && first.body.contains("<p>one</p>"))
        #expect(caller.dialect.posts.count == 1)
        var other = DialectCaller(caller.dialect, bearer: "else")
        other.headers.append(SinkHeader("Idempotency-Key", "k"))
        #expect(other.call("POST", path, #"{"status":"two"}"#).body.contains("<p>two</p>"))
        #expect(caller.call("POST", path, #"{"status":"three"}"#, second: 3_600).body.contains("<p>three</p>"))
    }

    @Test func `a form is taken as well as JSON`() {
        var caller = caller
        caller.contentType = "application/x-www-form-urlencoded"
        #expect(caller.call("POST", path, "status=a+b%26c&visibility=private").status == 200)
        #expect(caller.dialect.posts.map(\.text) == ["a b&c"])
    }

    @Test(arguments: [
        DialectRefusal("no text", path, #"{"status":" \n"}"#, 422, "Validation failed: Text can't be blank"),
        DialectRefusal("no JSON", path, "{", 422, "Text can't be blank"),
        DialectRefusal(
            "too long",
            path,
            #"{"status":"\#(String(repeating: "é", count: 501))"}"#,
            422,
            "Validation failed: Text character limit of 500 exceeded"
        ),
        DialectRefusal(
            "too long with its warning",
            path,
            #"{"status":"\#(String(repeating: "x", count: 499))","spoiler_text":"xx"}"#,
            422,
            "character limit"
        ),
        DialectRefusal("visibility", path, #"{"status":"x","visibility":"all"}"#, 422, "Visibility is not included"),
        DialectRefusal("language", path, #"{"status":"x","language":"english"}"#, 422, "not a valid language code"),
        DialectRefusal(
            "nothing to answer to",
            path,
            #"{"status":"x","in_reply_to_id":"9"}"#,
            404,
            "The post you are trying to reply to does not appear to exist."
        ),
        DialectRefusal("nothing to change", path + "/9", #"{"status":"x"}"#, 404, "Record not found", method: "PUT"),
        DialectRefusal("path", "/mastodon/api/v1/shouts", "{}", 404, "Record not found"),
        DialectRefusal("version", "/mastodon/api/v9/statuses", "{}", 404, "Record not found"),
    ])
    func `a wrong request gets the instance's words`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test(
        arguments: [
            (String(repeating: "👩‍👩‍👧‍👦", count: 500), 500),
            ("https://market.com/" + String(repeating: "x", count: 1_000), 23),
            ("http://x.example/" + String(repeating: "x", count: 83), 100), ("@ada@mastodon.example hi", 7),
            ("mail ada@market.com", 19), ("market.com/a", 12), ("(https://market.com/a_(b)).", 26),
            ("https://market.com:8080/a?b=c#d, ok", 27), ("\u{E9}e\u{301}", 2), ("https://a.com https://b.org", 47),
        ] as [(String, Int)]
    )
    func `a text is counted as an instance counts it`(_ text: String, _ length: Int) {
        let exact = DialectCaller(MastodonDialect(longest: length), bearer: "good")
        let tight = DialectCaller(MastodonDialect(longest: length - 1), bearer: "good")
        #expect(exact.call("POST", path, #"{"status":"\#(text)"}"#).status == 200)
        #expect(tight.call("POST", path, #"{"status":"\#(text)"}"#).status == 422)
    }

    @Test func `who may not post is told why`() {
        func status(_ token: String?) -> (Int, String) {
            let answer = DialectCaller(caller.dialect, bearer: token).call("POST", path, #"{"status":"x"}"#)
            return (answer.status, answer.body)
        }
        #expect(status(nil) == (401, #"{"error":"This method requires an authenticated user"}"#))
        #expect(status("bad") == (401, #"{"error":"The access token is invalid"}"#))
        #expect(status("reader") == (403, #"{"error":"This action is outside the authorized scopes"}"#))
        let reader = DialectCaller(caller.dialect, bearer: "reader")
        #expect(reader.call("GET", "/mastodon/api/v1/accounts/verify_credentials").status == 200)
        let anybody = DialectCaller(MastodonDialect(), bearer: "revoked-token")
        #expect(anybody.call("POST", path, #"{"status":"x"}"#).status == 401)
    }

    @Test func `the limit of posts says when it ends, as a date`() {
        let caller = DialectCaller(MastodonDialect(postsPerThreeHours: 1), bearer: "good")
        let first = caller.call("POST", path, #"{"status":"x"}"#)
        #expect(first.header("x-ratelimit-remaining") == "0")
        let second = caller.call("POST", path, #"{"status":"y"}"#, second: 60)
        #expect(second.status == 429 && second.body == #"{"error":"Too many requests"}"#)
        #expect(second.header("x-ratelimit-reset") == "2025-10-09T11:53:20.000000Z")
        #expect(caller.call("POST", path, #"{"status":"y"}"#, second: 10_800).status == 200)
    }

    @Test func `an account makes 300 calls in five minutes`() {
        for _ in 1...300 { #expect(caller.call("GET", path + "/1").status == 404) }
        #expect(caller.call("GET", path + "/1").status == 429)
        #expect(caller.call("GET", path + "/1", second: 300).status == 404)
    }

    @Test func `the instance says its limits to anybody`() {
        let answer = DialectCaller(MastodonDialect(longest: 700)).call("GET", "/mastodon/api/v2/instance")
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""max_characters":700"#))
        #expect(answer.body.contains(#""characters_reserved_per_url":23"#))
    }
}
