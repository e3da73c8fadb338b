// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let hook = "/discord/api/v10/webhooks/1100000000000000001/simulator"

@Suite struct DiscordDialectTests {
    private let caller = DialectCaller(DiscordDialect(threads: ["77", "78"], lockedThreads: ["78"], burst: 50))

    @Test func `a message is posted, answered to in a thread and changed`() {
        let first = caller.call(
            "POST",
            hook + "?wait=true",
            #"{"content":"Shop \\*down\\*","embeds":[{"description":"more","fields":[{"name":"a","value":"b"}]}]}"#
        )
        #expect(first.status == 200 && first.body.contains(#""id":"1200000000000000001""#))
        #expect(first.header("x-ratelimit-remaining") == "49")
        let inThread = caller.call("POST", hook + "?wait=true&thread_id=77", #"{"content":"@everyone"}"#)
        #expect(inThread.body.contains(#""channel_id":"77""#))
        let changed = caller.call("PATCH", hook + "/messages/1200000000000000001", #"{"content":"fixed"}"#)
        #expect(changed.status == 200)
        #expect(caller.call("POST", hook, #"{"content":"unseen"}"#).status == 204)
        let posts = caller.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "@everyone", "unseen"])
        #expect(posts.map(\.note) == [nil, "calls everyone", nil])
        #expect(posts.map(\.edits) == [1, 0, 0])
    }

    @Test func `a forum takes threads alone, and a thread begun is there`() {
        let caller = DialectCaller(DiscordDialect(isForum: true))
        #expect(caller.call("POST", hook, #"{"content":"x"}"#).body.contains("220001"))
        let begun = caller.call("POST", hook + "?wait=true", #"{"content":"x","thread_name":"Shop"}"#)
        #expect(begun.body.contains(#""channel_id":"1200000000000000001""#))
        let below = caller.call("POST", hook + "?wait=true&thread_id=1200000000000000001", #"{"content":"y"}"#)
        #expect(below.status == 200)
        #expect(caller.dialect.posts.last?.parent == "1200000000000000001")
    }

    @Test(arguments: [
        DialectRefusal("webhook", "/discord/api/v10/webhooks/9/simulator", #"{"content":"x"}"#, 404, "10015"),
        DialectRefusal("token", "/discord/api/v10/webhooks/1100000000000000001/x", #"{"content":"x"}"#, 401, "50027"),
        DialectRefusal("empty", hook, "{}", 400, "50006"),
        DialectRefusal("no JSON", hook, "{", 400, "50109"),
        DialectRefusal(
            "long content",
            hook,
            #"{"content":"\#(String(repeating: "x", count: 2_001))"}"#,
            400,
            #""errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]}}"#
        ),
        DialectRefusal(
            "long description",
            hook,
            #"{"embeds":[{"description":"\#(String(repeating: "x", count: 4_097))"}]}"#,
            400,
            "Must be 4096 or fewer"
        ),
        DialectRefusal(
            "long embeds",
            hook,
            #"{"embeds":[{"description":"\#(String(repeating: "x", count: 4_000))"},{"description":"\#(String(repeating: "x", count: 2_001))"}]}"#,
            400,
            "MAX_EMBED_SIZE_EXCEEDED"
        ),
        DialectRefusal(
            "empty field",
            hook,
            #"{"embeds":[{"fields":[{"name":"a","value":""}]}]}"#,
            400,
            "BASE_TYPE_REQUIRED"
        ),
        DialectRefusal("mentions", hook, #"{"content":"x","allowed_mentions":{"parse":["all"]}}"#, 400, "50035"),
        DialectRefusal("thread", hook + "?thread_id=9", #"{"content":"x"}"#, 400, "10003"),
        DialectRefusal("locked", hook + "?thread_id=78", #"{"content":"x"}"#, 400, "160005"),
        DialectRefusal("no forum", hook, #"{"content":"x","thread_name":"a"}"#, 400, "220003"),
        DialectRefusal("message", hook + "/messages/9", #"{"content":"x"}"#, 404, "10008", method: "PATCH"),
    ])
    func `a wrong request gets Discord's code for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `who is too fast is told how long to wait, to the fraction of a second`() {
        let caller = DialectCaller(DiscordDialect())
        let answers = (1...6).map { _ in caller.call("POST", hook, #"{"content":"x"}"#) }
        #expect(answers.map(\.status) == [204, 204, 204, 204, 204, 429])
        #expect(answers.last?.body == #"{"global":false,"message":"You are being rate limited.","retry_after":0.4}"#)
        #expect(answers.last?.header("retry-after") == "1")
        #expect(answers.map { $0.header("x-ratelimit-remaining") } == ["4", "3", "2", "1", "0", "0"])
    }
}
