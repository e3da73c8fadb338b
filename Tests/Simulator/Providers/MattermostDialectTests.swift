// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let channel = "abcdefghijklmnopqrstuvwxyz"
private let unknown = "00000000000000000000000000"
private let hook = "/mattermost/hooks/simulatorhook"
private let api = "/mattermost/api/v4/posts"

@Suite struct MattermostDialectTests {
    private let caller = DialectCaller(MattermostDialect(channels: [channel]), bearer: "simulatortoken")

    @Test func `a message is posted, answered to and changed`() {
        let first = caller.call("POST", api, #"{"channel_id":"\#(channel)","message":"down"}"#)
        let id = "post0000000000000000000001"
        #expect(first.status == 201 && first.body.contains(#""id":"\#(id)""#))
        let reply = caller.call("POST", api, #"{"channel_id":"\#(channel)","message":"@all","root_id":"\#(id)"}"#)
        #expect(reply.status == 201)
        #expect(caller.call("PUT", "\(api)/\(id)/patch", #"{"message":"fixed"}"#).status == 200)
        let posts = caller.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "@all"])
        #expect(posts.map(\.parent) == [nil, id])
        #expect(posts.map(\.note) == [nil, "calls everyone"])
    }

    @Test func `a webhook answers ok, and what is too long becomes several posts`() {
        let text = String(repeating: "x", count: 16_384)
        let answer = caller.call("POST", hook, #"{"text":"\#(text)"}"#)
        #expect(answer.status == 200 && answer.body == "ok")
        #expect(caller.dialect.posts.map(\.text.count) == [16_383, 1])
    }

    @Test(arguments: [
        DialectRefusal("hook", "/mattermost/hooks/x", #"{"text":"x"}"#, 404, "web.incoming_webhook.invalid.app_error"),
        DialectRefusal("hook's body", hook, "{", 400, "web.incoming_webhook.parse.app_error"),
        DialectRefusal("hook's text", hook, "{}", 400, "web.incoming_webhook.text.app_error"),
        DialectRefusal("path", "/mattermost/api/v4/shout", "{}", 404, "api.context.404.app_error"),
        DialectRefusal("no channel", api, #"{"message":"x"}"#, 400, "api.context.invalid_body_param.app_error"),
        DialectRefusal(
            "channel",
            api,
            #"{"channel_id":"\#(unknown)","message":"x"}"#,
            403,
            "api.context.permissions.app_error"
        ),
        DialectRefusal(
            "root",
            api,
            #"{"channel_id":"\#(channel)","message":"x","root_id":"\#(unknown)"}"#,
            400,
            "api.post.create_post.root_id.app_error"
        ),
        DialectRefusal(
            "long text",
            api,
            #"{"channel_id":"\#(channel)","message":"\#(String(repeating: "x", count: 16_384))"}"#,
            400,
            "model.post.is_valid.message_length.app_error"
        ),
        DialectRefusal(
            "post",
            "\(api)/\(unknown)/patch",
            #"{"message":"x"}"#,
            403,
            "api.context.permissions.app_error",
            method: "PUT"
        ),
    ])
    func `a wrong request gets Mattermost's id for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a token must be the right one, and a server has its limit`() {
        #expect(DialectCaller(MattermostDialect(), bearer: "x").call("POST", api, "{}").status == 401)
        let caller = DialectCaller(MattermostDialect(burst: 1))
        #expect(caller.call("POST", hook, #"{"text":"x"}"#).status == 200)
        let limited = caller.call("POST", hook, #"{"text":"x"}"#)
        #expect(limited.status == 429 && limited.header("x-ratelimit-reset") == "1")
    }
}
