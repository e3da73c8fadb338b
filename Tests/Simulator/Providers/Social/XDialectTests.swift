// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import Simulator
import Testing

private let path = "/x/2/tweets"
/// The keys of X's own example of a signature.
private let known = XAccount(
    consumerKey: "xvz1evFS4wEEPTGEFPHBog",
    consumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
    token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
)
private let start: Int64 = 1_760_000_000

/// A header of OAuth 1.0a with what a test wants to be wrong in it.
private func header(
    _ signature: String,
    token: String = known.token,
    nonce: String = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
    time: Int64 = 1_318_622_958,
    method: String = "HMAC-SHA1"
) -> SinkHeader {
    let signature = signature.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
    return SinkHeader(
        "Authorization",
        "OAuth oauth_consumer_key=\"\(known.consumerKey)\", oauth_nonce=\"\(nonce)\", oauth_signature=\"\(signature)\", "
            + "oauth_signature_method=\"\(method)\", oauth_timestamp=\"\(time)\", oauth_token=\"\(token)\", "
            + "oauth_version=\"1.0\""
    )
}

/// Signs a request to the sink without a query, as RFC 5849 says.
private func signed(_ account: XAccount, _ nonce: String, second: Int64 = 0, method: String = "POST") -> SinkHeader {
    let list =
        "oauth_consumer_key%3D\(account.consumerKey)%26oauth_nonce%3D\(nonce)%26oauth_signature_method%3DHMAC-SHA1"
        + "%26oauth_timestamp%3D\(start + second)%26oauth_token%3D\(account.token)%26oauth_version%3D1.0"
    let base = "\(method)&http%3A%2F%2F127.0.0.1%3A9001%2Fx%2F2%2Ftweets&\(list)"
    let key = SymmetricKey(data: Data("\(account.consumerSecret)&\(account.tokenSecret)".utf8))
    let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(base.utf8), using: key)
    return header(Data(code).base64EncodedString(), token: account.token, nonce: nonce, time: start + second)
}

@Suite struct XDialectTests {
    @Test func `a post is published, answered to and taken back`() {
        let caller = DialectCaller(XDialect(), bearer: "user-token")
        let first = caller.call("POST", path, #"{"text":"down"}"#)
        #expect(first.status == 201)
        #expect(
            first.body
                == #"{"data":{"edit_history_tweet_ids":["1990000000000000001"],"id":"1990000000000000001","text":"down"}}"#
        )
        let reply = #"{"text":"up","reply":{"in_reply_to_tweet_id":"1990000000000000001"}}"#
        #expect(caller.call("POST", path, reply).status == 201)
        #expect(caller.dialect.posts.map(\.parent) == [nil, "1990000000000000001"])
        #expect(caller.call("DELETE", path + "/1990000000000000001").body == #"{"data":{"deleted":true}}"#)
        #expect(caller.dialect.posts.map(\.text) == ["up"])
        #expect(caller.call("GET", "/x/2/users/me").body.contains(#""username":"status""#))
    }

    @Test(arguments: [
        ("lr+tV/DKclEvXKVjG6tgaSSLV0k=", true), ("mr+tV/DKclEvXKVjG6tgaSSLV0k=", false), ("lr+tV", false),
    ])
    func `a published signature is verified, and none that differs`(_ signature: String, _ isGood: Bool) {
        var caller = DialectCaller(XDialect(accounts: [known]))
        caller.headers = [SinkHeader("Host", "api.x.com"), header(signature)]
        let answer = caller.call("POST", "/2/tweets", #"{"text":"x"}"#, second: 1_318_622_958 - start)
        #expect(answer.status == (isGood ? 201 : 401))
    }

    @Test(arguments: [
        ("/1.1/statuses/update.json?include_entities=true", "hCtSmYh+iHYCEqBWrE7C7hYmtUk="),
        ("/1/statuses/update.json?include_entities=true", "tnnArxj06cWHq44gCs1OSKk/jLY="),
    ])
    func `fields of query and form are signed as well`(_ target: String, _ signature: String) {
        var caller = DialectCaller(XDialect(accounts: [known]))
        caller.headers = [SinkHeader("Host", "api.twitter.com"), header(signature)]
        caller.contentType = "application/x-www-form-urlencoded"
        let form = "status=Hello+Ladies+%2B+Gentlemen%2C+a+signed+OAuth+request%21"
        let second = 1_318_622_958 - start
        #expect(caller.call("POST", target, form.replacing("Hello", with: "Hallo"), second: second).status == 401)
        // Who it is from is known: there is nothing at that address of an older version.
        #expect(caller.call("POST", target, form, second: second).status == 404)
    }

    @Test func `a signature is good for its account, time and nonce alone`() {
        let reader = XAccount(
            consumerKey: known.consumerKey,
            consumerSecret: known.consumerSecret,
            token: "1-reader",
            tokenSecret: "s",
            mayWrite: false
        )
        var caller = DialectCaller(XDialect(accounts: [known, reader]))
        func status(_ header: SinkHeader, second: Int64 = 0) -> Int {
            caller.headers = [SinkHeader("host", "127.0.0.1:9001"), header]
            return caller.call("POST", path, #"{"text":"\#(header.value.hashValue)"}"#, second: second).status
        }
        #expect(status(signed(known, "a")) == 201)
        #expect(status(signed(known, "a")) == 401)
        #expect(status(signed(known, "b", second: 300)) == 201)
        #expect(status(signed(known, "c", second: 301)) == 401)
        #expect(status(signed(known, "d"), second: 301) == 401)
        var wrong = known
        wrong.tokenSecret = "other"
        #expect(status(signed(wrong, "e")) == 401)
        wrong = known
        wrong.token = "1-other"
        #expect(status(signed(wrong, "f")) == 401)
        #expect(status(signed(known, "g", method: "GET")) == 401)
        #expect(status(signed(reader, "h")) == 403)
        #expect(DialectCaller(caller.dialect, bearer: "user-token").call("GET", "/x/2/users/me").status == 401)
    }

    @Test(arguments: [
        [], [SinkHeader("authorization", "OAuth")], [header("x")],
        [header("lr+tV/DKclEvXKVjG6tgaSSLV0k=", time: start - 301)],
        [header("lr+tV/DKclEvXKVjG6tgaSSLV0k=", time: start, method: "PLAINTEXT")],
        [header("lr+tV/DKclEvXKVjG6tgaSSLV0k=", token: "revoked", time: start)],
        [header("lr+tV/DKclEvXKVjG6tgaSSLV0k=", nonce: "", time: start)],
        [SinkHeader("authorization", "Bearer invalid-token")],
    ])
    func `credentials that cannot be any are refused where no account is known`(_ headers: [SinkHeader]) {
        var caller = DialectCaller(XDialect())
        caller.headers = headers
        let answer = caller.call("POST", path, #"{"text":"x"}"#)
        #expect(answer.status == 401 && answer.body.contains(#""title":"Unauthorized""#))
    }

    @Test func `an application without a user may not post`() {
        let token = String(repeating: "A", count: 22) + "xyz"
        let answer = DialectCaller(XDialect(), bearer: token).call("POST", path, #"{"text":"x"}"#)
        #expect(answer.status == 403 && answer.body.contains("Unsupported Authentication"))
    }

    @Test(arguments: [
        DialectRefusal("no JSON", path, "{", 400, "Invalid Request"),
        DialectRefusal("no text", path, "{}", 400, "$.text"),
        DialectRefusal(
            "another field",
            path,
            #"{"text":"x","status":"x"}"#,
            400,
            "$.status: is not defined in the schema"
        ),
        DialectRefusal(
            "too heavy",
            path,
            #"{"text":"\#(String(repeating: "界", count: 141))"}"#,
            400,
            "text is too long"
        ),
        DialectRefusal(
            "no number",
            path,
            #"{"text":"x","reply":{"in_reply_to_tweet_id":"a"}}"#,
            400,
            "$.reply.in_reply_to_tweet_id"
        ),
        DialectRefusal("a number", path, #"{"text":"x","reply":{"in_reply_to_tweet_id":9}}"#, 400, "$.reply"),
        DialectRefusal(
            "nothing to answer to",
            path,
            #"{"text":"x","reply":{"in_reply_to_tweet_id":"9"}}"#,
            403,
            "deleted or not visible to you"
        ),
        DialectRefusal("path", "/x/2/shouts", "{}", 404, "Not Found"),
    ])
    func `a wrong request gets X's problem`(_ refusal: DialectRefusal) {
        let caller = DialectCaller(XDialect(), bearer: "user-token")
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `the same text is refused for twelve hours, to one account`() {
        let caller = DialectCaller(XDialect(), bearer: "user-token")
        #expect(caller.call("POST", path, #"{"text":"x"}"#).status == 201)
        let again = caller.call("POST", path, #"{"text":"x"}"#, second: 43_199)
        #expect(again.status == 403 && again.body.contains("duplicate content"))
        #expect(DialectCaller(caller.dialect, bearer: "else").call("POST", path, #"{"text":"x"}"#).status == 201)
        #expect(caller.call("POST", path, #"{"text":"x"}"#, second: 43_200).status == 201)
    }

    @Test func `limits are named in headers, and the one that is used up says when it ends`() {
        let caller = DialectCaller(XDialect(postsPerWindow: 2, postsPerDay: 3), bearer: "user-token")
        let first = caller.call("POST", path, #"{"text":"1"}"#)
        #expect(first.header("x-rate-limit-remaining") == "1")
        #expect(first.header("x-user-limit-24hour-remaining") == "2")
        #expect(caller.call("POST", path, #"{"text":"2"}"#).status == 201)
        let third = caller.call("POST", path, #"{"text":"3"}"#, second: 1)
        #expect(third.status == 429 && third.header("x-rate-limit-reset") == "1760000900")
        let day = caller.call("POST", path, #"{"text":"3"}"#, second: 900)
        #expect(day.status == 429 && day.header("x-user-limit-24hour-reset") == "1760086400")
    }

    @Test func `credits are used up for good`() {
        let caller = DialectCaller(XDialect(credits: 1), bearer: "user-token")
        #expect(caller.call("POST", path, #"{"text":"1"}"#).status == 201)
        let second = caller.call("POST", path, #"{"text":"2"}"#, second: 90_000)
        #expect(second.status == 402 && second.body.contains("CreditsDepleted"))
    }
}
