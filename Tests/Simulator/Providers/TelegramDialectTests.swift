// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let bot = "/telegram/bot123456789:simulator/"

@Suite struct TelegramDialectTests {
    private let caller = DialectCaller(
        TelegramDialect(
            refusals: ["42": "Forbidden: bot was blocked by the user"],
            migrations: [-5: -1_001_234_567_890]
        )
    )

    @Test func `a message is sent, answered to and changed`() {
        let first = caller.call(
            "POST",
            bot + "sendMessage",
            #"{"chat_id":-100123,"text":"<b>Shop</b> a &amp; b","parse_mode":"HTML"}"#
        )
        #expect(first.status == 200)
        #expect(first.body.contains(#""message_id":1"#))
        let reply = caller.call(
            "POST",
            bot + "sendMessage",
            #"{"chat_id":-100123,"text":"later","reply_parameters":{"message_id":1}}"#
        )
        #expect(reply.status == 200)
        let change = #"{"chat_id":-100123,"message_id":1,"text":"fixed"}"#
        #expect(caller.call("POST", bot + "editMessageText", change).status == 200)
        let again = caller.call("POST", bot + "editMessageText", change)
        #expect(again.status == 400 && again.body.contains("message is not modified"))
        let posts = caller.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "later"])
        #expect(posts.last?.parent == posts.first?.id)
        #expect(posts.first?.edits == 1)
    }

    @Test(arguments: [
        DialectRefusal("token", "/telegram/bot1:x/sendMessage", "{}", 401, "Unauthorized"),
        DialectRefusal("malformed token", "/telegram/bot1/sendMessage", "{}", 404, "Not Found"),
        DialectRefusal("method", bot + "shout", "{}", 404, "method not found"),
        DialectRefusal("no chat", bot + "sendMessage", #"{"text":"x"}"#, 400, "chat_id is empty"),
        DialectRefusal("chat", bot + "sendMessage", #"{"chat_id":"x","text":"x"}"#, 400, "chat not found"),
        DialectRefusal(
            "blocked",
            bot + "sendMessage",
            #"{"chat_id":42,"text":"x"}"#,
            403,
            "bot was blocked by the user"
        ),
        DialectRefusal(
            "moved",
            bot + "sendMessage",
            #"{"chat_id":-5,"text":"x"}"#,
            400,
            #""migrate_to_chat_id":-1001234567890"#
        ),
        DialectRefusal("no text", bot + "sendMessage", #"{"chat_id":1}"#, 400, "message text is empty"),
        DialectRefusal(
            "long text",
            bot + "sendMessage",
            #"{"chat_id":1,"text":"\#(String(repeating: "😀", count: 2_049))"}"#,
            400,
            "message is too long"
        ),
        DialectRefusal(
            "unknown mark",
            bot + "sendMessage",
            #"{"chat_id":1,"text":"a <h1>b</h1>","parse_mode":"HTML"}"#,
            400,
            "can't parse entities: Unsupported start tag"
        ),
        DialectRefusal(
            "open mark",
            bot + "sendMessage",
            #"{"chat_id":1,"text":"<b>b","parse_mode":"HTML"}"#,
            400,
            "can't parse entities"
        ),
        DialectRefusal(
            "topic of a person",
            bot + "sendMessage",
            #"{"chat_id":1,"text":"x","message_thread_id":3}"#,
            400,
            "message thread not found"
        ),
        DialectRefusal(
            "reply",
            bot + "sendMessage",
            #"{"chat_id":1,"text":"x","reply_parameters":{"message_id":9}}"#,
            400,
            "message to be replied not found"
        ),
        DialectRefusal(
            "edit",
            bot + "editMessageText",
            #"{"chat_id":1,"message_id":9,"text":"x"}"#,
            400,
            "message to edit not found"
        ),
    ])
    func `a wrong request gets the Bot API's words for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(answer.body.contains(#""ok":false"#) && caller.dialect.posts.isEmpty)
    }

    @Test func `who is too fast is told in the body how long to wait`() {
        let caller = DialectCaller(TelegramDialect(burst: 1))
        let body = #"{"chat_id":1,"text":"x"}"#
        #expect(caller.call("POST", bot + "sendMessage", body).status == 200)
        let limited = caller.call("POST", bot + "sendMessage", body)
        #expect(limited.status == 429 && limited.body.contains(#""parameters":{"retry_after":1}"#))
        #expect(caller.call("POST", bot + "sendMessage", body, second: 1).status == 200)
    }
}
