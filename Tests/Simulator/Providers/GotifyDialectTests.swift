// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct GotifyDialectTests {
    private let caller = DialectCaller(GotifyDialect(tokens: ["A1"])).with(["x-gotify-key": "A1"])
    private let path = "/gotify/message"

    @Test func `a message is posted with its priority, from JSON or a form`() {
        let markdown = #""extras":{"client::display":{"contentType":"text/markdown"}}"#
        let first = caller.call("POST", path, #"{"title":"Down","message":"card\\.","priority":8,\#(markdown)}"#)
        #expect(first.status == 200)
        #expect(first.body.contains(#""id":1"#) && first.body.contains(#""message":"card\\.""#))
        var form = caller
        form.contentType = "application/x-www-form-urlencoded"
        #expect(form.call("POST", path, "message=all+is+well&priority=5").body.contains(#""id":2"#))
        #expect(caller.dialect.posts.map(\.text) == ["Down\ncard.", "all is well"])
        #expect(caller.dialect.posts.map(\.note) == ["priority 8", "priority 5"])
    }

    @Test func `its health is anybody's to ask, and a token may stand in three places`() {
        let nobody = caller.with(["x-gotify-key": nil])
        #expect(nobody.call("GET", "/gotify/health").body.contains("green"))
        #expect(nobody.call("POST", path + "?token=A1", #"{"message":"x"}"#).status == 200)
        #expect(nobody.with(["authorization": "Bearer A1"]).call("POST", path, #"{"message":"x"}"#).status == 200)
        let any = DialectCaller(GotifyDialect()).with(["x-gotify-key": "Aany"])
        #expect(any.call("POST", path, #"{"message":"x"}"#).status == 200)
        #expect(any.with(["x-gotify-key": "Arevoked"]).call("POST", path, #"{"message":"x"}"#).status == 401)
    }

    @Test(arguments: [
        DialectRefusal("no token", "/gotify/message", "{}", 401, "Unauthorized", headers: ["x-gotify-key": nil]),
        DialectRefusal("token", "/gotify/message", "{}", 401, "Unauthorized", headers: ["x-gotify-key": "A2"]),
        DialectRefusal("page", "/gotify/messages", "{}", 404, "Not Found"),
        DialectRefusal("method", "/gotify/message", "", 404, "Not Found", method: "GET"),
        DialectRefusal("no JSON", "/gotify/message", "{", 400, "Bad Request"),
        DialectRefusal("no message", "/gotify/message", #"{"title":"x"}"#, 400, "Field 'message' is required"),
        DialectRefusal("priority", "/gotify/message", #"{"message":"x","priority":"8"}"#, 400, "unmarshal"),
        DialectRefusal("title", "/gotify/message", #"{"message":"x","title":1}"#, 400, "unmarshal"),
        DialectRefusal("extras", "/gotify/message", #"{"message":"x","extras":[]}"#, 400, "unmarshal"),
    ])
    func `a wrong request gets Gotify's error for it`(_ refusal: DialectRefusal) {
        let answer = caller.with(refusal.headers).call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(#""errorCode":\#(refusal.status)"#))
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }
}
