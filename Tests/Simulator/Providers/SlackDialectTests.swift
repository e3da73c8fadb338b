// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct SlackDialectTests {
    private let caller = DialectCaller(
        SlackDialect(refusals: ["C0ARCHIVED0": "is_archived"]),
        bearer: "xoxb-simulator"
    )

    @Test func `a message is posted, answered to in its thread and changed`() throws {
        let blocks =
            #"[{"type":"header","text":{"type":"plain_text","text":"Shop"}},{"type":"section","text":{"type":"mrkdwn","text":"a &amp; b <https://x.example|more>"}}]"#
        let first = caller.call(
            "POST",
            "/slack/api/chat.postMessage",
            #"{"channel":"C012345678","text":"down","blocks":\#(blocks)}"#
        )
        #expect(first.body == #"{"channel":"C012345678","ok":true,"ts":"1760000000.000001"}"#)
        let reply = caller.call(
            "POST",
            "/slack/api/chat.postMessage",
            #"{"channel":"C012345678","text":"<!here> up","thread_ts":"1760000000.000001"}"#
        )
        #expect(reply.body.contains(#""ok":true"#))
        let changed = caller.call(
            "POST",
            "/slack/api/chat.update",
            #"{"channel":"C012345678","text":"fixed","ts":"1760000000.000001"}"#
        )
        #expect(changed.body.contains(#""ok":true"#))
        let posts = caller.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "@here up"])
        #expect(posts.map(\.edits) == [1, 0])
        #expect(posts.last?.parent == posts.first?.id)
        #expect(posts.map(\.note) == [nil, "calls everyone"])
    }

    @Test func `blocks are drawn without their marks`() {
        let body =
            #"{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"a &amp; b <https://x.example|more>"}},{"type":"context","elements":[{"type":"mrkdwn","text":"now"}]}]}"#
        let answer = caller.call("POST", "/slack/services/T00000001/B00000001/simulator", body)
        #expect(answer.status == 200 && answer.body == "ok")
        #expect(caller.dialect.posts.map(\.text) == ["a & b more (https://x.example)\nnow"])
    }

    @Test(arguments: [
        DialectRefusal("unknown method", "/slack/api/chat.shout", "{}", 200, "unknown_method"),
        DialectRefusal("no JSON", "/slack/api/chat.postMessage", "{", 200, "invalid_json"),
        DialectRefusal("no channel", "/slack/api/chat.postMessage", #"{"text":"x"}"#, 200, "invalid_arguments"),
        DialectRefusal(
            "channel",
            "/slack/api/chat.postMessage",
            #"{"channel":"A B","text":"x"}"#,
            200,
            "channel_not_found"
        ),
        DialectRefusal(
            "archived",
            "/slack/api/chat.postMessage",
            #"{"channel":"C0ARCHIVED0","text":"x"}"#,
            200,
            "is_archived"
        ),
        DialectRefusal("no text", "/slack/api/chat.postMessage", ##"{"channel":"#a"}"##, 200, "no_text"),
        DialectRefusal(
            "thread as a number",
            "/slack/api/chat.postMessage",
            ##"{"channel":"#a","text":"x","thread_ts":1.5}"##,
            200,
            "invalid_arguments"
        ),
        DialectRefusal(
            "unknown thread",
            "/slack/api/chat.postMessage",
            ##"{"channel":"#a","text":"x","thread_ts":"1.5"}"##,
            200,
            "thread_not_found"
        ),
        DialectRefusal(
            "long header",
            "/slack/api/chat.postMessage",
            ##"{"channel":"#a","blocks":[{"type":"header","text":{"type":"plain_text","text":"\##(String(repeating: "x", count: 151))"}}]}"##,
            200,
            "json-pointer:/blocks/0/text/text"
        ),
        DialectRefusal(
            "long section",
            "/slack/api/chat.postMessage",
            ##"{"channel":"#a","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"\##(String(repeating: "x", count: 3_001))"}}]}"##,
            200,
            "must be less than 3001 characters"
        ),
        DialectRefusal(
            "too many blocks",
            "/slack/api/chat.postMessage",
            ##"{"channel":"#a","blocks":[\##(Array(repeating: #"{"type":"divider"}"#, count: 51).joined(separator: ","))]}"##,
            200,
            "no more than 50 items"
        ),
        DialectRefusal(
            "unknown message",
            "/slack/api/chat.update",
            ##"{"channel":"#a","ts":"1.5","text":"x"}"##,
            200,
            "message_not_found"
        ),
        DialectRefusal(
            "webhook's token",
            "/slack/services/T00000001/B00000001/x",
            #"{"text":"x"}"#,
            403,
            "invalid_token"
        ),
        DialectRefusal("webhook", "/slack/services/T9/B9/x", #"{"text":"x"}"#, 404, "no_service"),
        DialectRefusal(
            "webhook's payload",
            "/slack/services/T00000001/B00000001/simulator",
            "x",
            400,
            "invalid_payload"
        ),
        DialectRefusal("webhook's text", "/slack/services/T00000001/B00000001/simulator", "{}", 400, "no_text"),
    ])
    func `a wrong request gets Slack's word for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a token must be there and be the right one`() {
        #expect(DialectCaller(SlackDialect()).call("POST", "/slack/api/auth.test").body.contains("not_authed"))
        #expect(
            DialectCaller(SlackDialect(), bearer: "x").call("POST", "/slack/api/auth.test").body
                .contains("invalid_auth")
        )
        #expect(caller.call("POST", "/slack/api/auth.test").body.contains(#""team_id":"T00000001""#))
    }

    @Test func `a channel takes one message a second`() {
        let caller = DialectCaller(SlackDialect(burst: 1), bearer: "xoxb-simulator")
        let body = ##"{"channel":"#a","text":"x"}"##
        #expect(caller.call("POST", "/slack/api/chat.postMessage", body).status == 200)
        let limited = caller.call("POST", "/slack/api/chat.postMessage", body)
        #expect(limited.status == 429 && limited.header("retry-after") == "1")
        #expect(limited.body == #"{"error":"ratelimited","ok":false}"#)
        #expect(caller.call("POST", "/slack/api/chat.postMessage", body, second: 1).status == 200)
    }
}
