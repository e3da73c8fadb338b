// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let token = "a" + String(repeating: "1", count: 29)
private let user = "u" + String(repeating: "2", count: 29)
private let path = "/1/messages.json"

private func form(_ changes: String) -> String { "token=\(token)&user=\(user)&message=x&\(changes)" }

@Suite struct PushoverDialectTests {
    private var caller = DialectCaller(PushoverDialect(tokens: [token]))

    init() { caller.contentType = "application/x-www-form-urlencoded" }

    @Test func `a message is shown without its tags, and an emergency has a receipt`() {
        let html = form(
            "html=1&title=Down&message=%3Cb%3EImpact%3C%2Fb%3E%20a%20%26amp%3B%20b&url=https%3A%2F%2Fs.example"
        )
        let plain = caller.call("POST", path, html)
        #expect(plain.status == 200)
        #expect(plain.body.contains(#""status":1"#) && !plain.body.contains("receipt"))
        #expect(plain.header("x-limit-app-remaining") == "9999")
        let loud = caller.call("POST", "/pushover" + path, form("priority=2&retry=30&expire=10800&device=tablet"))
        #expect(loud.body.contains(#""receipt":"r2"#))
        #expect(caller.dialect.posts.map(\.text) == ["Down\nImpact a & b\nhttps://s.example", "x"])
        #expect(caller.dialect.posts.map(\.place) == ["user u222…", "user u222… tablet"])
        #expect(caller.dialect.posts.map(\.note) == ["priority 0", "priority 2"])
    }

    @Test func `a month's messages run out, and limits tell of it`() {
        var caller = DialectCaller(PushoverDialect(tokens: [token], messagesPerMonth: 2))
        caller.contentType = "application/x-www-form-urlencoded"
        let answers = (0...2).map { caller.call("POST", path, form(""), second: $0) }
        #expect(answers.map(\.status) == [200, 200, 429])
        #expect(answers.map { $0.header("x-limit-app-remaining") } == ["1", "0", "0"])
        #expect(answers.last?.header("x-limit-app-reset") == "\(DialectCaller.start + 2_592_000)")
        let limits = caller.call("GET", "/1/apps/limits.json?token=\(token)", second: 5)
        #expect(limits.status == 200)
        #expect(limits.body.contains(#""limit":2"#) && limits.body.contains(#""remaining":0"#))
        #expect(caller.call("GET", "/1/apps/limits.json?token=x").status == 400)
    }

    @Test(arguments: [
        DialectRefusal("token", path, "token=x&user=\(user)&message=x", 400, #""token":"invalid""#),
        DialectRefusal("other token", path, form("token=b\(token.dropFirst())"), 400, #""token":"invalid""#),
        DialectRefusal("user", path, form("user=x"), 400, #""user":"invalid""#),
        DialectRefusal("gone", path, form("user=gone\(user.dropFirst(4))"), 400, #""user":"invalid""#),
        DialectRefusal("device", path, form("device=lost"), 400, #""device":"invalid""#),
        DialectRefusal("blank", path, form("message="), 400, #""message":"cannot be blank""#),
        DialectRefusal("long", path, form("message=\(String(repeating: "x", count: 1_025))"), 400, "maximum is 1024"),
        DialectRefusal("title", path, form("title=\(String(repeating: "x", count: 251))"), 400, "maximum is 250"),
        DialectRefusal("url", path, form("url=\(String(repeating: "x", count: 513))"), 400, "maximum is 512"),
        DialectRefusal(
            "url title",
            path,
            form("url_title=\(String(repeating: "x", count: 101))"),
            400,
            "maximum is 100"
        ),
        DialectRefusal("priority", path, form("priority=3"), 400, "from -2 to 2"),
        DialectRefusal("retry", path, form("priority=2&retry=29&expire=60"), 400, "30 at least"),
        DialectRefusal("expire", path, form("priority=2&retry=30&expire=10801"), 400, "10800 at most"),
        DialectRefusal("markup", path, form("html=1&monospace=1"), 400, "mutually exclusive"),
        DialectRefusal("page", "/pushover/2/messages.json", form(""), 404, "not found"),
    ])
    func `a wrong request gets Pushover's error for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(#""status":0"#) && answer.body.contains(#""request":""#))
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a text at each limit passes`() {
        let title = String(repeating: "%F0%9F%9F%A0", count: 250)
        let text = String(repeating: "%F0%9F%9F%A0", count: 1_024)
        #expect(caller.call("POST", path, form("title=\(title)&message=\(text)")).status == 200)
    }
}
