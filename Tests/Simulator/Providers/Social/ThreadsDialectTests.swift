// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

private let user = "/threads/v1.0/178414"

@Suite struct ThreadsDialectTests {
    private struct Answered: Decodable { var id: String? }

    private static func caller(_ dialect: ThreadsDialect) -> DialectCaller {
        var caller = DialectCaller(dialect)
        caller.contentType = "application/x-www-form-urlencoded"
        return caller
    }

    private let caller = caller(ThreadsDialect(users: ["good": "178414", "other": "1"], expired: ["old"]))

    private func id(_ answer: DialectCaller.Answer) throws -> String {
        try #require(try JSONDecoder().decode(Answered.self, from: Data(answer.body.utf8)).id, "\(answer.body)")
    }

    private func write(
        _ text: String,
        _ caller: DialectCaller,
        _ more: String = "",
        second: Int64 = 0
    )
        -> DialectCaller.Answer
    {
        caller.call("POST", user + "/threads", "media_type=TEXT&text=\(text)&access_token=good\(more)", second: second)
    }

    private func publish(_ id: String, _ caller: DialectCaller, second: Int64 = 0) -> DialectCaller.Answer {
        caller.call("POST", user + "/threads_publish", "creation_id=\(id)&access_token=good", second: second)
    }

    @Test func `a text becomes a container, and a container one post`() throws {
        let draft = try id(write("down+now", caller))
        #expect(caller.dialect.posts.isEmpty)
        let state = caller.call("GET", "/threads/v1.0/\(draft)?fields=status&access_token=good")
        #expect(state.body.contains(#""status":"FINISHED""#))
        let post = try id(publish(draft, caller))
        let again = publish(draft, caller)
        #expect(again.status == 400 && again.body.contains(#""error_subcode":4279009"#))
        let reply = try id(write("up", caller, "&reply_to_id=\(post)"))
        _ = try id(publish(reply, caller))
        #expect(caller.dialect.posts.map(\.text) == ["down now", "up"])
        #expect(caller.dialect.posts.map(\.parent) == [nil, post])
        let usage = caller.call("GET", user + "/threads_publishing_limit?fields=quota_usage&access_token=good")
        #expect(usage.body.contains(#""quota_usage":1"#) && usage.body.contains(#""reply_quota_usage":1"#))
    }

    @Test func `a container is found from when it is ready until a day has passed`() throws {
        let caller = Self.caller(ThreadsDialect(readyAfter: .seconds(2)))
        let draft = try id(write("x", caller))
        let early = publish(draft, caller, second: 1)
        #expect(early.status == 400 && early.body.contains(#""code":24"#) && early.body.contains("Media Not Found"))
        #expect(try !id(publish(draft, caller, second: 2)).isEmpty)
        let old = try id(write("y", caller))
        #expect(publish(old, caller, second: 86_400).body.contains(#""code":24"#))
        let state = caller.call("GET", "/threads/v1.0/\(old)?access_token=good", second: 86_400)
        #expect(state.body.contains("EXPIRED"))
    }

    @Test(
        arguments: [
            ("media_type=TEXT&text=", 100, "parameter text is required"), ("text=x", 100, "media_type must be one of"),
            ("media_type=TEXT&text=" + String(repeating: "x", count: 501), 100, "must be at most 500 characters long"),
            ("media_type=TEXT&text=" + String(repeating: "😀", count: 126), 100, "must be at most 500 characters long"),
            ("media_type=TEXT&text=x&reply_to_id=9", 24, "The requested resource does not exist"),
            (
                "media_type=TEXT&text=" + (1...6).map { "https://a.com/\($0)" }.joined(separator: "+"), 100,
                "THREADS_API__LINK_LIMIT_EXCEEDED"
            ),
        ] as [(String, Int, String)]
    )
    func `a wrong text gets the number of what is wrong`(_ form: String, _ code: Int, _ words: String) {
        let answer = caller.call("POST", user + "/threads", form + "&access_token=good")
        #expect(answer.status == 400)
        #expect(answer.body.contains(#""code":\#(code),"#), "\(answer.body)")
        #expect(answer.body.contains(words), "\(answer.body)")
    }

    @Test(arguments: [
        String(repeating: "é", count: 500), String(repeating: "😀", count: 125),
        String(repeating: "https://a.com+www.b.com+", count: 10),
    ])
    func `what is just short enough is taken`(_ text: String) { #expect(write(text, caller).status == 200) }

    @Test(
        arguments: [
            ("", 104, "token is required"), ("access_token=bad", 190, "Cannot parse access token"),
            ("access_token=old", 190, #""error_subcode":463"#), ("access_token=other", 100, #""error_subcode":33"#),
        ] as [(String, Int, String)]
    )
    func `a token that is not the account's is refused`(_ token: String, _ code: Int, _ words: String) {
        let answer = caller.call("POST", user + "/threads", "media_type=TEXT&text=x&\(token)")
        #expect(answer.status == 400 && answer.body.contains(#""code":\#(code),"#), "\(answer.body)")
        #expect(answer.body.contains(words), "\(answer.body)")
    }

    @Test func `a token may stand in the header or the query as well`() {
        var bearer = caller
        bearer.headers = [SinkHeader("authorization", "Bearer good")]
        #expect(bearer.call("GET", user + "/threads_publishing_limit").status == 200)
        #expect(caller.call("POST", user + "/threads?media_type=TEXT&text=x&access_token=good").status == 200)
    }

    @Test func `posts and replies have limits of their own, kept when they are published`() throws {
        let caller = Self.caller(ThreadsDialect(postsPerDay: 1, repliesPerDay: 1))
        let post = try id(publish(try id(write("1", caller)), caller))
        let second = try id(write("2", caller))
        let refused = publish(second, caller)
        #expect(refused.status == 400 && refused.body.contains(#""code":4,"#))
        _ = try id(publish(try id(write("3", caller, "&reply_to_id=\(post)")), caller))
        let third = try id(write("4", caller, "&reply_to_id=\(post)"))
        #expect(publish(third, caller).body.contains(#""code":4,"#))
        #expect(caller.dialect.posts.map(\.text) == ["1", "3"])
    }

    @Test(arguments: [
        ("POST", user + "/shouts"), ("GET", user + "/threads"), ("POST", "/threads/v1.0/someone/threads"),
        ("GET", "/threads/v1.0/9"),
    ])
    func `what is not there is said not to be there`(_ method: String, _ target: String) {
        let answer = caller.call(method, target + "?access_token=good")
        #expect(answer.status == 400 && answer.body.contains("GraphMethodException"))
    }

    @Test func `a publication names its container`() {
        let answer = caller.call("POST", user + "/threads_publish", "access_token=good")
        #expect(answer.status == 400 && answer.body.contains("creation_id is required"))
    }
}
