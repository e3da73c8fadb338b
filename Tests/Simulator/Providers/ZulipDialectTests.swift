// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

private let messages = "/zulip/api/v1/messages"

private func caller(_ dialect: ZulipDialect, key: String = "simulator") -> DialectCaller {
    var caller = DialectCaller(dialect)
    let account = Data("belfry-bot@simulator.example:\(key)".utf8).base64EncodedString()
    caller.headers = [SinkHeader("authorization", "Basic \(account)")]
    caller.contentType = "application/x-www-form-urlencoded"
    return caller
}

@Suite struct ZulipDialectTests {
    private let zulip = caller(ZulipDialect(channels: ["incidents"]))

    @Test func `messages of a topic hang together, and are changed`() {
        let first = zulip.call("POST", messages, "type=stream&to=incidents&topic=Shop&content=a%20%26+b")
        #expect(first.status == 200 && first.body.contains(#""id":1"#))
        #expect(first.header("x-ratelimit-remaining") == "199")
        #expect(zulip.call("POST", messages, "type=stream&to=incidents&topic=Shop&content=@**all**").status == 200)
        #expect(zulip.call("POST", messages, "type=direct&to=[\"a@x.example\"]&content=c").status == 200)
        #expect(zulip.call("PATCH", messages + "/1", "content=fixed").status == 200)
        let posts = zulip.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "@**all**", "c"])
        #expect(posts.map(\.place) == ["incidents > Shop", "incidents > Shop", "a@x.example"])
        #expect(posts.map(\.parent) == [nil, "1", nil])
        #expect(posts.map(\.note) == [nil, "calls everyone", nil])
    }

    @Test(arguments: [
        DialectRefusal("no recipient", messages, "type=stream&content=x", 400, "Missing 'to' argument"),
        DialectRefusal("JSON", messages, #"{"type":"stream"}"#, 400, "REQUEST_VARIABLE_MISSING"),
        DialectRefusal("type", messages, "type=shout&to=a&content=x", 400, "BAD_REQUEST"),
        DialectRefusal("channel", messages, "type=stream&to=x&topic=a&content=x", 400, "STREAM_DOES_NOT_EXIST"),
        DialectRefusal("no topic", messages, "type=stream&to=incidents&content=x", 400, "Missing 'topic' argument"),
        DialectRefusal(
            "long topic",
            messages,
            "type=stream&to=incidents&content=x&topic=" + String(repeating: "x", count: 61),
            400,
            "Topic too long"
        ),
        DialectRefusal("empty", messages, "type=stream&to=incidents&topic=a&content=+", 400, "must not be empty"),
        DialectRefusal(
            "long content",
            messages,
            "type=stream&to=incidents&topic=a&content=" + String(repeating: "x", count: 10_001),
            400,
            "Message too long"
        ),
        DialectRefusal("message", messages + "/9", "content=x", 400, "Invalid message(s)", method: "PATCH"),
    ])
    func `a wrong request gets Zulip's code for it`(_ refusal: DialectRefusal) {
        let answer = zulip.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(zulip.dialect.posts.isEmpty)
    }

    @Test func `a key must be there and be the right one, and has its limit`() {
        #expect(DialectCaller(ZulipDialect()).call("GET", "/zulip/api/v1/users/me").body.contains("UNAUTHORIZED"))
        let stranger = caller(ZulipDialect(), key: "x")
        #expect(stranger.call("GET", "/zulip/api/v1/users/me").body.contains("INVALID_API_KEY"))
        let quick = caller(ZulipDialect(burst: 1))
        #expect(quick.call("GET", "/zulip/api/v1/users/me").status == 200)
        let limited = quick.call("GET", "/zulip/api/v1/users/me")
        #expect(limited.status == 429 && limited.header("retry-after") == "60.0")
        #expect(limited.body.contains("RATE_LIMIT_HIT"))
    }
}
