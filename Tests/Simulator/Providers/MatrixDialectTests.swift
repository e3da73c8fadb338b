// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let room = "/matrix/_matrix/client/v3/rooms/%21shop%3Asimulator.example/send/m.room.message/"

@Suite struct MatrixDialectTests {
    private let caller = DialectCaller(
        MatrixDialect(rooms: ["!shop:simulator.example", "!other:simulator.example"]),
        bearer: "syt_simulator"
    )
    private let event = "$simulator" + String(repeating: "0", count: 33) + "1"

    @Test func `a message is sent, answered to in its thread and changed`() {
        let body = #"{"msgtype":"m.notice","body":"down"}"#
        #expect(caller.call("PUT", room + "1", body).body == #"{"event_id":"\#(event)"}"#)
        let below =
            #"{"msgtype":"m.text","body":"later","m.relates_to":{"rel_type":"m.thread","event_id":"\#(event)"}}"#
        #expect(caller.call("PUT", room + "2", below).status == 200)
        let change =
            #"{"msgtype":"m.text","body":"* fixed","m.new_content":{"msgtype":"m.text","body":"fixed"},"m.relates_to":{"rel_type":"m.replace","event_id":"\#(event)"}}"#
        #expect(caller.call("PUT", room + "3", change).status == 200)
        let posts = caller.dialect.posts
        #expect(posts.map(\.text) == ["fixed", "later"])
        #expect(posts.map(\.edits) == [1, 0])
        #expect(posts.map(\.parent) == [nil, event])
    }

    @Test func `a repeated transaction makes no second event`() {
        let body = #"{"msgtype":"m.text","body":"once"}"#
        let answers = (1...3).map { _ in caller.call("PUT", room + "1", body).body }
        #expect(Set(answers).count == 1)
        #expect(caller.dialect.posts.count == 1)
    }

    @Test(arguments: [
        DialectRefusal("path", "/matrix/_matrix/client/v3/shout", "{}", 404, "M_UNRECOGNIZED"),
        DialectRefusal("method", room + "1", "{}", 405, "M_UNRECOGNIZED"),
        DialectRefusal("no JSON", room + "1", "{", 400, "M_NOT_JSON", method: "PUT"),
        DialectRefusal("no body", room + "1", #"{"msgtype":"m.text"}"#, 400, "M_BAD_JSON", method: "PUT"),
        DialectRefusal(
            "room",
            room.replacing("shop", with: "else") + "1",
            #"{"msgtype":"m.text","body":"x"}"#,
            403,
            "M_FORBIDDEN",
            method: "PUT"
        ),
        DialectRefusal(
            "alias",
            room.replacing("%21", with: "%23") + "1",
            #"{"msgtype":"m.text","body":"x"}"#,
            400,
            "M_INVALID_PARAM",
            method: "PUT"
        ),
        DialectRefusal(
            "too large",
            room + "1",
            #"{"msgtype":"m.text","body":"\#(String(repeating: "x", count: 65_000))"}"#,
            413,
            "M_TOO_LARGE",
            method: "PUT"
        ),
        DialectRefusal(
            "unknown thread",
            room + "1",
            #"{"msgtype":"m.text","body":"x","m.relates_to":{"rel_type":"m.thread","event_id":"$x"}}"#,
            400,
            "unknown event",
            method: "PUT"
        ),
        DialectRefusal(
            "change without new words",
            room + "1",
            #"{"msgtype":"m.text","body":"x","m.relates_to":{"rel_type":"m.replace","event_id":"$x"}}"#,
            400,
            "m.new_content",
            method: "PUT"
        ),
    ])
    func `a wrong request gets the homeserver's code for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a token must be there and be the right one`() {
        let whoami = "/matrix/_matrix/client/v3/account/whoami"
        #expect(DialectCaller(MatrixDialect()).call("GET", whoami).body.contains("M_MISSING_TOKEN"))
        #expect(DialectCaller(MatrixDialect(), bearer: "x").call("GET", whoami).body.contains("M_UNKNOWN_TOKEN"))
        #expect(caller.call("GET", whoami).body.contains("@belfry:simulator.example"))
    }

    @Test func `who is too fast is told how long to wait, in milliseconds too`() {
        let caller = DialectCaller(MatrixDialect(burst: 1), bearer: "syt_simulator")
        let body = #"{"msgtype":"m.text","body":"x"}"#
        #expect(caller.call("PUT", room + "1", body).status == 200)
        let limited = caller.call("PUT", room + "2", body)
        #expect(limited.status == 429 && limited.header("retry-after") == "5")
        #expect(limited.body.contains(#""errcode":"M_LIMIT_EXCEEDED""#) && limited.body.contains("5000"))
    }
}
