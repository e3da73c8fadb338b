// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let space = "/google-chat/v1/spaces/AAAA/messages?key=simulator&token=simulator"
private let reply = "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"

@Suite struct GoogleChatDialectTests {
    private let caller = DialectCaller(GoogleChatDialect(spaces: ["AAAA"]))
    private let body = #"{"text":"a <https://x.example|more>","thread":{"threadKey":"incident-42"}}"#

    @Test func `messages of one key hang together, where the option says so`() {
        for target in [space + reply, space + reply, space] {
            #expect(caller.call("POST", target, body).status == 200)
        }
        let posts = caller.dialect.posts
        #expect(posts.map(\.parent) == [nil, posts.first?.id, nil])
        #expect(posts.first?.text == "a more (https://x.example)")
    }

    @Test func `a repeated request id gets the first message`() {
        let answers = (1...2).map { _ in caller.call("POST", space + "&requestId=1", body).body }
        #expect(Set(answers).count == 1 && answers.first?.contains("spaces/AAAA/threads/") == true)
        #expect(caller.dialect.posts.count == 1)
    }

    @Test(arguments: [
        DialectRefusal("space", space.replacing("AAAA", with: "x"), #"{"text":"x"}"#, 404, "NOT_FOUND"),
        DialectRefusal("key", space.replacing("key=simulator", with: "key=x"), "{}", 400, "API key not valid"),
        DialectRefusal("token", space + "x", "{}", 401, "UNAUTHENTICATED"),
        DialectRefusal("no JSON", space, "{", 400, "INVALID_ARGUMENT"),
        DialectRefusal("empty", space, "{}", 400, "Message cannot be empty"),
        DialectRefusal("option", space + "&messageReplyOption=x", #"{"text":"x"}"#, 400, "message_reply_option"),
        DialectRefusal(
            "no such thread",
            space + "&messageReplyOption=REPLY_MESSAGE_OR_FAIL",
            #"{"text":"x","thread":{"threadKey":"none"}}"#,
            404,
            "NOT_FOUND"
        ),
        DialectRefusal(
            "too large",
            space,
            #"{"text":"\#(String(repeating: "é", count: 16_000))"}"#,
            400,
            "32,000 bytes"
        ),
    ])
    func `a wrong request gets Google's status for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a space has its quota`() {
        let caller = DialectCaller(GoogleChatDialect(burst: 1))
        #expect(caller.call("POST", space, body).status == 200)
        let limited = caller.call("POST", space, body)
        #expect(limited.status == 429 && limited.body.contains("RESOURCE_EXHAUSTED"))
        #expect(caller.call("POST", space, body, second: 1).status == 200)
    }
}
