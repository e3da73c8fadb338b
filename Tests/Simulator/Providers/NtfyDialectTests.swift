// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct NtfyDialectTests {
    private let caller = DialectCaller(NtfyDialect(tokens: ["tk_1"], burst: 100), bearer: "tk_1")

    @Test func `a message comes as JSON to the root or as text to a topic`() {
        let json = caller.call(
            "POST",
            "/",
            #"{"topic":"shop","title":"Down","message":"Help.","priority":5,"tags":["sev1"]}"#
        )
        #expect(json.status == 200)
        #expect(json.body.contains(#""event":"message""#) && json.body.contains(#""topic":"shop""#))
        let text = caller.with(["x-title": "Fixed", "x-priority": "low"]).call("POST", "/ntfy/shop", "All is well.")
        #expect(text.status == 200)
        #expect(caller.dialect.posts.map(\.text) == ["Down\nHelp.", "Fixed\nAll is well."])
        #expect(caller.dialect.posts.map(\.note) == ["priority 5, sev1", "priority 2"])
        #expect(caller.dialect.posts.map(\.place) == ["shop", "shop"])
    }

    @Test func `a sequence number lets a message take an earlier one's place in its topic`() {
        let caller = caller.with(["x-sequence-id": "inc_1"])
        for body in [#"{"topic":"a","message":"1"}"#, #"{"topic":"a","message":"2"}"#, #"{"topic":"b","message":"3"}"#]
        {
            #expect(caller.call("POST", "/ntfy/", body).body.contains(#""sequence_id":"inc_1""#))
        }
        #expect(caller.dialect.posts.map(\.text) == ["2", "3"])
        #expect(caller.dialect.posts.map(\.edits) == [1, 0])
    }

    @Test func `text of more than 4,096 bytes becomes a file`() {
        let text = String(repeating: "ü", count: 2_048)
        #expect(caller.call("POST", "/", #"{"topic":"a","message":"\#(text)"}"#).body.contains("ü"))
        #expect(caller.call("POST", "/", #"{"topic":"a","message":"\#(text)x"}"#).body.contains("attachment.txt"))
        #expect(caller.dialect.posts.map(\.note) == ["priority 3", "a file, priority 3"])
    }

    @Test func `health is anybody's to ask, the account the token's`() {
        let nobody = caller.with(["authorization": nil])
        #expect(nobody.call("GET", "/v1/health").body == #"{"healthy":true}"#)
        #expect(nobody.call("GET", "/v1/account").status == 401)
        #expect(caller.call("GET", "/v1/account").body.contains("belfry"))
        #expect(DialectCaller(NtfyDialect()).call("POST", "/", #"{"topic":"a"}"#).status == 200)
        let bad = DialectCaller(NtfyDialect(), bearer: "tk_invalid")
        #expect(bad.call("POST", "/", #"{"topic":"a"}"#).status == 401)
    }

    @Test(arguments: [
        DialectRefusal("token", "/", #"{"topic":"a"}"#, 401, "40101", headers: ["authorization": "Bearer tk_2"]),
        DialectRefusal("page", "/ntfy/a/b", "x", 404, "40401"),
        DialectRefusal("method", "/ntfy/a", "", 404, "40401", method: "DELETE"),
        DialectRefusal("no JSON", "/", "{", 400, "40017"),
        DialectRefusal("no text", "/", #"{"topic":"a","message":1}"#, 400, "40017"),
        DialectRefusal("no topic", "/", #"{"message":"x"}"#, 400, "40009"),
        DialectRefusal("topic", "/", #"{"topic":"a b"}"#, 400, "40009"),
        DialectRefusal("long topic", "/", #"{"topic":"\#(String(repeating: "x", count: 65))"}"#, 400, "40009"),
        DialectRefusal("reserved", "/", #"{"topic":"docs"}"#, 400, "40010"),
        DialectRefusal("priority", "/", #"{"topic":"a","priority":6}"#, 400, "40007"),
        DialectRefusal(
            "title",
            "/",
            #"{"topic":"a","title":"\#(String(repeating: "x", count: 1_025))"}"#,
            400,
            "40000"
        ),
        DialectRefusal("tags", "/", #"{"topic":"a","tags":["\#(String(repeating: "x", count: 513))"]}"#, 400, "40000"),
        DialectRefusal("sequence", "/", #"{"topic":"a"}"#, 400, "40049", headers: ["x-sequence-id": "a b"]),
        DialectRefusal("large", "/", String(repeating: "x", count: 16_385), 413, "41303"),
    ])
    func `a wrong request gets ntfy's number for it`(_ refusal: DialectRefusal) {
        let answer = caller.with(refusal.headers).call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(#""code":\#(refusal.words)"#), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a visitor has a pace, and a quota for the day`() {
        let pace = DialectCaller(NtfyDialect(burst: 2))
        let answers = [0, 0, 0, 5].map { pace.call("POST", "/", #"{"topic":"a"}"#, second: $0) }
        #expect(answers.map(\.status) == [200, 200, 429, 200])
        #expect(answers[2].body.contains("42901"))
        let day = DialectCaller(NtfyDialect(burst: 0, perDay: 2))
        let more = [0, 0, 86_399, 86_400].map { day.call("POST", "/", #"{"topic":"a"}"#, second: $0) }
        #expect(more.map(\.status) == [200, 200, 429, 200])
        #expect(more[2].body.contains("42908"))
    }
}
