// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let path = "/linkedin/rest/posts"
private let us = "urn:li:organization:5515715"

private func post(_ commentary: String, _ changes: [String: String] = [:]) -> String {
    var fields = [
        "author": "\"\(us)\"", "commentary": "\"\(commentary)\"", "visibility": "\"PUBLIC\"",
        "distribution": #"{"feedDistribution":"MAIN_FEED","targetEntities":[],"thirdPartyDistributionChannels":[]}"#,
        "lifecycleState": "\"PUBLISHED\"", "isReshareDisabledByAuthor": "false",
    ]
    fields.merge(changes) { _, new in new }
    return "{" + fields.filter { !$0.value.isEmpty }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
}

@Suite struct LinkedInDialectTests {
    private let caller: DialectCaller

    init() {
        var caller = DialectCaller(LinkedInDialect(authors: ["good": [us]], expired: ["old"]), bearer: "good")
        caller.headers += [
            SinkHeader("LinkedIn-Version", "202510"), SinkHeader("X-Restli-Protocol-Version", "2.0.0"),
        ]
        self.caller = caller
    }

    @Test func `a post is answered with nothing but its name`() {
        let answer = caller.call("POST", path, post("down"))
        #expect(answer.status == 201 && answer.body.isEmpty)
        #expect(answer.header("x-restli-id") == "urn:li:share:7300000000000000001")
        #expect(caller.dialect.posts.map(\.place) == [us])
        #expect(caller.call("GET", "/linkedin/v2/userinfo").status == 200)
    }

    @Test(
        arguments: [
            (##"a \\(b\\) \\#c \\\\ d"##, #"a (b) #c \ d"#, nil), ("a (b) c", "a ", "cut at a reserved character"),
            ("a_b", "a", "cut at a reserved character"), (##"{hashtag|\\#|status} on"##, "#status on", nil),
            ("@[Market](urn:li:organization:1) says", "@Market says", "mentions 1"),
            ("{hashtag|#|x}", "", "cut at a reserved character"),
        ] as [(String, String, String?)]
    )
    func `readers see a commentary up to what is not escaped`(_ sent: String, _ seen: String, _ note: String?) {
        #expect(caller.call("POST", path, post(sent)).status == 201)
        #expect(caller.dialect.posts.map(\.text) == [seen])
        #expect(caller.dialect.posts.map(\.note) == [note])
    }

    @Test(arguments: [
        DialectRefusal("no JSON", path, "{", 400, "ILLEGAL_ARGUMENT"),
        DialectRefusal("author", path, post("x", ["author": "\"urn:li:member:1\""]), 422, "/author"),
        DialectRefusal("commentary", path, post("x", ["commentary": ""]), 422, "/commentary"),
        DialectRefusal("length", path, post(String(repeating: "x", count: 3_001)), 422, "/commentary :: is too long"),
        DialectRefusal("visibility", path, post("x", ["visibility": "\"public\""]), 422, "/visibility"),
        DialectRefusal("distribution", path, post("x", ["distribution": "{}"]), 422, "/distribution/feedDistribution"),
        DialectRefusal("state", path, post("x", ["lifecycleState": ""]), 422, "/lifecycleState"),
        DialectRefusal(
            "somebody else",
            path,
            post("x", ["author": "\"urn:li:person:a\""]),
            403,
            "Not enough permissions to access"
        ),
        DialectRefusal("path", "/linkedin/rest/shares", "{}", 404, "RESOURCE_NOT_FOUND"),
    ])
    func `a wrong request gets LinkedIn's code`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test(
        arguments: [
            (nil, "2.0.0", 400, "VERSION_MISSING"), ("2025-10", "2.0.0", 400, "INVALID_VERSION"),
            ("202513", "2.0.0", 400, "INVALID_VERSION"),
            ("202412", "2.0.0", 426, "Requested version 20241201 is not active"),
            ("202511", "2.0.0", 426, "NONEXISTENT_VERSION"), ("202510", nil, 400, "INVALID_PROTOCOL_VERSION"),
            ("202510", "1.0.0", 400, "INVALID_PROTOCOL_VERSION"),
        ] as [(String?, String?, Int, String)]
    )
    func `a version that is not spoken is refused`(_ version: String?, _ other: String?, _ status: Int, _ words: String)
    {
        var caller = DialectCaller(caller.dialect, bearer: "good")
        if let version { caller.headers.append(SinkHeader("linkedin-version", version)) }
        if let other { caller.headers.append(SinkHeader("x-restli-protocol-version", other)) }
        let answer = caller.call("POST", path, post("x"))
        #expect(answer.status == status && answer.body.contains(words), "\(answer.body)")
    }

    @Test(arguments: [(nil, 65_604), ("bad", 65_600), ("old", 65_602)] as [(String?, Int)])
    func `a token that is not good is refused with LinkedIn's number`(_ token: String?, _ number: Int) {
        let answer = DialectCaller(caller.dialect, bearer: token).call("POST", path, post("x"))
        #expect(answer.status == 401 && answer.body.contains(#""serviceErrorCode":\#(number)"#), "\(answer.body)")
    }

    @Test func `the same text is a duplicate, and the answer says of what`() {
        #expect(caller.call("POST", path, post("x")).status == 201)
        let again = caller.call("POST", path, post("x"), second: 60)
        #expect(again.status == 422)
        #expect(again.body.contains("Content is a duplicate of urn:li:share:7300000000000000001"))
        #expect(again.body.contains(#""code":"DUPLICATE_POST""#))
    }

    @Test func `a day has its number of posts`() {
        var few = DialectCaller(LinkedInDialect(postsPerDay: 1), bearer: "any")
        few.headers = caller.headers.map { $0.name == "authorization" ? SinkHeader($0.name, "Bearer any") : $0 }
        #expect(few.call("POST", path, post("1")).status == 201)
        let second = few.call("POST", path, post("2"))
        #expect(second.status == 429 && second.body.contains("TOO_MANY_REQUESTS"))
        #expect(few.call("POST", path, post("2"), second: 86_400).status == 201)
    }
}
