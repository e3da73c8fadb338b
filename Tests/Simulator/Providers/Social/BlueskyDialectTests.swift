// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

private let root = "/bluesky/xrpc/com.atproto."

/// What a login, or a written record, answers.
private struct Answered: Decodable {
    var accessJwt, refreshJwt, did, uri, cid, error, message: String?
}

/// A client of a personal data server that has logged in.
private struct BlueskyClient {
    var caller: DialectCaller
    var did = ""
    var refresh = ""

    init(_ dialect: BlueskyDialect = BlueskyDialect(), second: Int64 = 0) throws {
        self.caller = DialectCaller(dialect)
        let login = #"{"identifier":"status.market.example","password":"abcd-efgh-ijkl-mnop"}"#
        let session = try call("server.createSession", login, second: second)
        self.did = try #require(session.did)
        self.refresh = try #require(session.refreshJwt)
        self.caller = DialectCaller(dialect, bearer: session.accessJwt)
    }

    func call(_ name: String, _ body: String = "", second: Int64 = 0, method: String = "POST") throws -> Answered {
        let answer = caller.call(method, root + name, body, second: second)
        return try JSONDecoder().decode(Answered.self, from: Data(answer.body.utf8))
    }

    func put(_ key: String, _ record: String, _ name: String = "repo.putRecord", second: Int64 = 0) throws -> Answered {
        try call(name, input(key, record), second: second)
    }

    func input(_ key: String, _ record: String) -> String {
        #"{"repo":"\#(did)","collection":"app.bsky.feed.post","rkey":"\#(key)","record":\#(record)}"#
    }
}

private func record(_ text: String = "down", _ more: String = "") -> String {
    #"{"$type":"app.bsky.feed.post","text":"\#(text)","createdAt":"2026-11-21T14:05:00Z"\#(more)}"#
}

private func reference(_ answer: Answered) -> String {
    #"{"uri":"\#(answer.uri ?? "")","cid":"\#(answer.cid ?? "")"}"#
}

private func facet(_ start: Int, _ end: Int, _ feature: String) -> String {
    let type = "app.bsky.richtext.facet"
    return #"{"index":{"byteStart":\#(start),"byteEnd":\#(end)},"features":[{"$type":"\#(type)\#(feature)}]}"#
}

private func link(_ address: String) -> String { ##"#link","uri":"\##(address)""## }

@Suite struct BlueskyDialectTests {
    @Test func `a post is written once under its key, and answers name it by address and hash`() throws {
        let client = try BlueskyClient()
        let first = try client.put("3m2222222222a", record())
        #expect(first.uri == "at://\(client.did)/app.bsky.feed.post/3m2222222222a")
        #expect(first.cid?.hasPrefix("bafyrei") == true && first.cid?.count == 59)
        let again = try client.put("3m2222222222a", record())
        #expect(again.cid == first.cid)
        let links = #","reply":{"root":\#(reference(first)),"parent":\#(reference(first))}"#
        let second = try client.put("3m2222222222b", record("up", links))
        let third = try client.put(
            "3m2222222222c",
            record("done", #","reply":{"root":\#(reference(first)),"parent":\#(reference(second))}"#)
        )
        let posts = client.caller.dialect.posts
        #expect(posts.map(\.text) == ["down", "up", "done"])
        #expect(posts.map(\.parent) == [nil, first.uri, second.uri])
        #expect(posts.map(\.note) == [nil, nil, nil])
        let read = client.caller.call(
            "GET",
            root + "repo.getRecord?repo=\(client.did)&collection=app.bsky.feed.post&rkey=3m2222222222c"
        )
        #expect(read.status == 200 && read.body.contains(third.cid ?? "-"))
    }

    @Test func `readers see no changes of a post, and a created record may not exist yet`() throws {
        let client = try BlueskyClient()
        let first = try client.put("3m2222222222a", record("one"))
        let changed = try client.put("3m2222222222a", record("two"))
        #expect(changed.cid != first.cid)
        #expect(client.caller.dialect.posts.map(\.text) == ["one"])
        let created = try client.put("3m2222222222a", record("three"), "repo.createRecord")
        #expect(created.error == "InvalidRequest" && created.message?.hasPrefix("Record already exists") == true)
        #expect(try client.put("3m2222222222a", "{}", "repo.deleteRecord").error == nil)
        #expect(client.caller.dialect.posts.isEmpty)
    }

    @Test(
        arguments: [
            (record(String(repeating: "x", count: 301)), "Record/text must not be longer than 300 graphemes"),
            (record(String(repeating: "👩‍👩‍👧‍👦", count: 130)), "Record/text must not be longer than 3000 characters"),
            (#"{"$type":"app.bsky.feed.post","text":"x"}"#, "createdAt"),
            (#"{"$type":"app.bsky.feed.post","text":"x","createdAt":"2026-11-21 14:05"}"#, "valid atproto datetime"),
            (#"{"$type":"app.bsky.feed.like","text":"x"}"#, "Record/$type"),
            (record("x", #","langs":["en","de","fr","it"]"#), "Record/langs must not have more than 3 elements"),
            (record("x", #","langs":["e_n"]"#), "Record/langs/0 must be a well-formed BCP 47 language tag"),
            (record("x", #","facets":[{"features":[]}]"#), "must have the property \"byteStart\""),
            (
                record("x", #","facets":[{"index":{"byteStart":-1,"byteEnd":1},"features":[]}]"#),
                "can not be less than 0"
            ),
            (record("x", #","facets":[{"index":{"byteStart":0.5,"byteEnd":1},"features":[]}]"#), "must be an integer"),
            (
                record(
                    "x",
                    #","facets":[\#(facet(0, 1, link("https://a b")))]"#
                ), "/uri must be a uri"
            ),
            (
                record("x", #","reply":{"root":{"uri":"at://a","cid":"bafyreiabc"}}"#),
                "must have the property \"parent\""
            ),
            (record("x", #","reply":{"root":{"uri":"at://a"},"parent":{"uri":"at://a"}}"#), "\"uri\" and \"cid\""),
        ] as [(String, String)]
    )
    func `a record that breaks the lexicon is refused by the name of what is wrong`(
        _ record: String,
        _ words: String
    )
        throws
    {
        let client = try BlueskyClient()
        let answer = try client.put("3m2222222222a", record)
        #expect(answer.error == "InvalidRequest")
        #expect(answer.message?.hasPrefix("Invalid app.bsky.feed.post record: Record") == true)
        #expect(answer.message?.contains(words) == true, "\(answer.message ?? "")")
        #expect(client.caller.dialect.posts.isEmpty)
    }

    @Test func `300 characters of 10 bytes are the most`() throws {
        let client = try BlueskyClient()
        #expect(try client.put("3m2222222222a", record(String(repeating: "x", count: 300))).error == nil)
        #expect(try client.put("3m2222222222b", record(String(repeating: "👩🏽‍🚒", count: 200))).error == nil)
    }

    @Test(arguments: [
        ("3m", record(), "Invalid record key"), ("zm2222222222a", record(), "Invalid record key"),
        ("3m2222222222A", record(), "Invalid record key"), ("3m2222222222a", "null", "\"record\""),
    ])
    func `a key must be a TID and a record an object`(_ key: String, _ record: String, _ words: String) throws {
        let answer = try BlueskyClient().put(key, record)
        #expect(answer.error == "InvalidRequest" && answer.message?.contains(words) == true)
    }

    @Test func `a reply that hangs wrongly is kept and noted`() throws {
        let client = try BlueskyClient()
        let one = try client.put("3m2222222222a", record("one"))
        let two = try client.put("3m2222222222b", record("two"))
        _ = try client.put(
            "3m2222222222c",
            record("x", #","reply":{"root":\#(reference(one)),"parent":\#(reference(two))}"#)
        )
        let lost = #"{"uri":"at://did:plc:x/app.bsky.feed.post/3m2222222222z","cid":"bafyreiabc"}"#
        _ = try client.put("3m2222222222d", record("y", #","reply":{"root":\#(lost),"parent":\#(lost)}"#))
        let stale = #"{"uri":"\#(one.uri ?? "")","cid":"bafyreistale"}"#
        _ = try client.put("3m2222222222e", record("z", #","reply":{"root":\#(stale),"parent":\#(stale)}"#))
        #expect(
            client.caller.dialect.posts.suffix(3).map(\.note) == [
                "hangs below another thread than its parent", "answers a post that is not there",
                "answers a post that is not there",
            ]
        )
    }

    @Test func `an access token ends, and a refresh token makes another one once`() throws {
        var client = try BlueskyClient(BlueskyDialect(accessLife: .seconds(60)))
        #expect(try client.put("3m2222222222a", record(), second: 59).error == nil)
        let input = client.input("3m2222222222b", record())
        let late = client.caller.call("POST", root + "repo.putRecord", input, second: 60)
        #expect(late.status == 400 && late.body == #"{"error":"ExpiredToken","message":"Token has expired"}"#)
        let dialect = client.caller.dialect
        let access = client.caller
        client.caller = DialectCaller(dialect, bearer: client.refresh)
        let filled = try client.call("server.refreshSession", "{}", second: 60)
        #expect(filled.message?.contains("none was expected") == true)
        let fresh = try client.call("server.refreshSession", second: 60)
        #expect(fresh.did == client.did && fresh.refreshJwt != client.refresh)
        #expect(try client.call("server.refreshSession", second: 60).error == "ExpiredToken")
        client.caller = DialectCaller(dialect, bearer: fresh.accessJwt)
        #expect(try client.put("3m2222222222b", record(), second: 60).error == nil)
        client.caller = access
        #expect(try client.call("server.refreshSession", second: 60).error == "InvalidToken")
    }

    @Test func `a login needs the account's own password`() throws {
        let dialect = BlueskyDialect(passwords: ["a.example": "secret", "b.example": "gone"], takenDown: ["b.example"])
        let caller = DialectCaller(dialect)
        func logIn(_ name: String, _ password: String) -> (Int, Bool) {
            let body = #"{"identifier":"\#(name)","password":"\#(password)"}"#
            let answer = caller.call("POST", root + "server.createSession", body)
            return (answer.status, answer.body.contains("accessJwt"))
        }
        #expect(logIn("a.example", "secret") == (200, true))
        #expect(logIn("A.Example", "secret") == (200, true))
        #expect(logIn("a.example", "wrong") == (401, false))
        #expect(logIn("c.example", "secret") == (401, false))
        let gone = #"{"identifier":"b.example","password":"gone"}"#
        let closed = caller.call("POST", root + "server.createSession", gone)
        #expect(closed.status == 401 && closed.body.contains(#""error":"AccountTakedown""#))
        #expect(caller.call("POST", root + "server.createSession", #"{"identifier":"a.example"}"#).status == 400)
        #expect(DialectCaller(BlueskyDialect()).call("POST", root + "server.createSession").status == 400)
    }

    @Test func `logins are few`() throws {
        let client = try BlueskyClient()
        let login = #"{"identifier":"status.market.example","password":"abcd-efgh-ijkl-mnop"}"#
        for _ in 2...30 { #expect(try client.call("server.createSession", login).error == nil) }
        let answer = client.caller.call("POST", root + "server.createSession", login, second: 10)
        #expect(answer.status == 429 && answer.body.contains("RateLimitExceeded"))
        #expect(answer.header("ratelimit-reset") == "1760000300")
        #expect(answer.header("ratelimit-policy") == "30;w=300")
        #expect(try client.call("server.createSession", login, second: 300).error == nil)
    }

    @Test func `writing costs points`() throws {
        let client = try BlueskyClient(BlueskyDialect(pointsPerHour: 5))
        let first = client.caller.call("POST", root + "repo.createRecord", client.input("3m2222222222a", record()))
        #expect(first.header("ratelimit-remaining") == "2")
        #expect(try client.put("3m2222222222b", record()).error == nil)
        let answer = client.caller.call("POST", root + "repo.putRecord", client.input("3m2222222222c", record()))
        #expect(answer.status == 429 && answer.header("ratelimit-remaining") == "0")
        #expect(answer.header("ratelimit-policy") == "5;w=3600")
    }

    @Test(
        arguments: [
            ("GET", "repo.putRecord", 405, "InvalidRequest"), ("POST", "repo.uploadBlob", 501, "MethodNotImplemented"),
            ("POST", "server.getSession", 405, "InvalidRequest"),
            ("GET", "repo.getRecord?repo=a&collection=b", 400, "InvalidRequest"),
            ("GET", "repo.getRecord?repo=a&collection=app.bsky.feed.post&rkey=c", 400, "RecordNotFound"),
        ] as [(String, String, Int, String)]
    )
    func `calls that are none are refused`(_ method: String, _ name: String, _ status: Int, _ error: String) throws {
        let answer = try BlueskyClient().caller.call(method, root + name)
        #expect(answer.status == status)
        #expect(answer.body.contains(#""error":"\#(error)""#), "\(answer.body)")
    }

    @Test func `nobody writes without a session, or for somebody else`() throws {
        let client = try BlueskyClient()
        let input = client.input("3m2222222222a", record())
        let none = DialectCaller(client.caller.dialect).call("POST", root + "repo.putRecord", input)
        #expect(none.status == 401 && none.body.contains("AuthMissing"))
        let wrong = DialectCaller(client.caller.dialect, bearer: "x").call("POST", root + "repo.putRecord", input)
        #expect(wrong.status == 400 && wrong.body.contains("InvalidToken"))
        let other = input.replacing(client.did, with: "did:plc:somebodyelse")
        #expect(client.caller.call("POST", root + "repo.putRecord", other).status == 401)
        #expect(client.caller.dialect.posts.isEmpty)
    }

    @Test(
        arguments: [
            ("Störung: siehe Hilfe", "Störung: siehe ".utf8.count, 5, "https://help.market.com/a", nil),
            ("Störung: siehe Hilfe", "Störung: siehe ".count, 5, "https://help.market.com/a", "they say: 1"),
            ("Störung", 2, 2, "https://a.com", nil), ("Störung", 3, 2, "https://a.com", "miss the text: 1"),
            ("👩‍👩‍👧‍👦 up", 4, 3, "https://a.com", "miss the text: 1"), ("up", 0, 3, "https://a.com", "miss the text: 1"),
            ("up", 1, 0, "https://a.com", "miss the text: 1"),
            ("help.market.com/pay…", 0, 22, "https://www.help.market.com/payments", nil),
            ("help.market.com/pay", 0, 19, "https://evil.com/payments", "elsewhere than they say: 1"),
            ("see https://a.com/b", 3, 16, "https://a.com/b", "elsewhere than they say: 1"),
            ("https://a.com/b and c", 20, 1, "https://a.com/b", "no links: 1"),
        ] as [(String, Int, Int, String, String?)]
    )
    func `a facet is found by bytes, and one that misses is noted`(
        _ text: String,
        _ start: Int,
        _ length: Int,
        _ address: String,
        _ note: String?
    ) throws {
        let client = try BlueskyClient()
        let facet = facet(start, start + length, link(address))
        #expect(try client.put("3m2222222222a", record(text, #","facets":[\#(facet)]"#)).error == nil)
        let seen = client.caller.dialect.posts.first?.note
        if let note { #expect(seen?.contains(note) == true, "\(seen ?? "no note")") } else { #expect(seen == nil) }
    }

    @Test func `facets may not overlap, and a mention is noted`() throws {
        let client = try BlueskyClient()
        let link = link("https://a.com")
        let facets = [facet(0, 3, link), facet(2, 5, link), facet(5, 6, #"#mention","did":"did:plc:a""#)]
        _ = try client.put("3m2222222222a", record("abcdef", #","facets":[\#(facets.joined(separator: ","))]"#))
        #expect(client.caller.dialect.posts.first?.note == "facets that miss the text: 1, people mentioned: 1")
    }
}
