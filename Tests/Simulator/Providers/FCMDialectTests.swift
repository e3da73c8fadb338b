// SPDX-License-Identifier: Apache-2.0

import CryptoExtras
import FoundationEssentials
import Simulator
import Testing

private let path = "/v1/projects/market-standin/messages:send"
private let tokenURL = "http://127.0.0.1:9001/fcm/token"
private let device = "c7Xx:APA91b-registration"

private func message(_ more: String, target: String = #""token":"\#(device)""#) -> String {
    #"{"message":{\#(target),"notification":{"title":"Shop down","body":"Buyers cannot pay."}\#(more)}}"#
}

@Suite struct FCMDialectTests {
    private let account: GoogleAccount
    private let key: _RSA.Signing.PrivateKey

    private struct KeyFile: Decodable {
        var private_key: String
        var private_key_id: String
        var client_email: String
        var token_uri: String
    }

    private struct Grant: Decodable {
        var access_token: String
        var expires_in: Int
    }

    init() throws {
        account = try Fixture.accounts.get().google
        let file = try JSONDecoder().decode(KeyFile.self, from: Data(account.keyFile(tokenURL: tokenURL).utf8))
        #expect(file.token_uri == tokenURL && file.client_email == account.email)
        key = try _RSA.Signing.PrivateKey(pemRepresentation: file.private_key)
    }

    private func form(
        _ changes: [String: String] = [:],
        kid: String? = nil,
        key: _RSA.Signing.PrivateKey? = nil
    ) throws
        -> String
    {
        var claims = [
            "iss": #""\#(account.email)""#, "scope": #""https://www.googleapis.com/auth/firebase.messaging""#,
            "aud": #""\#(tokenURL)""#, "iat": "\(DialectCaller.start)", "exp": "\(DialectCaller.start + 3_600)",
        ]
        claims.merge(changes) { _, new in new }
        let assertion = try SignedToken.rs256(
            #"{"alg":"RS256","kid":"\#(kid ?? account.keyID)","typ":"JWT"}"#,
            "{" + claims.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}",
            by: key ?? self.key
        )
        return "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(assertion)"
    }

    /// Asks for an access token, as a sender does.
    private func grant(_ dialect: FCMDialect, _ form: String, second: Int64 = 0) -> DialectCaller.Answer {
        var caller = DialectCaller(dialect).with(["host": "127.0.0.1:9001"])
        caller.contentType = "application/x-www-form-urlencoded"
        return caller.call("POST", "/fcm/token", form, second: second)
    }

    private func caller(_ dialect: FCMDialect) throws -> DialectCaller {
        let answer = grant(dialect, try form())
        let token = try JSONDecoder().decode(Grant.self, from: Data(answer.body.utf8))
        return DialectCaller(dialect, bearer: token.access_token)
    }

    @Test func `a service account is given a token, with which it sends until it ends`() throws {
        let dialect = FCMDialect(account: account)
        let answer = grant(dialect, try form())
        let token = try JSONDecoder().decode(Grant.self, from: Data(answer.body.utf8))
        #expect(token.expires_in == 3_599)
        let caller = DialectCaller(dialect, bearer: token.access_token)
        let sent = caller.call("POST", path, message(#","android":{"priority":"HIGH","ttl":"60s"}"#))
        #expect(sent.status == 200)
        #expect(sent.body.hasPrefix(#"{"name":"projects/market-standin/messages/0:"#))
        #expect(caller.call("POST", "/fcm" + path, message(""), second: 3_598).status == 200)
        let ended = caller.call("POST", path, message(""), second: 3_599)
        #expect(ended.status == 401)
        #expect(ended.body.contains(#""status":"UNAUTHENTICATED""#) && !ended.body.contains("details"))
        #expect(DialectCaller(dialect).call("POST", path, message("")).status == 401)
        #expect(dialect.posts.map(\.text) == ["Shop down\nBuyers cannot pay.", "Shop down\nBuyers cannot pay."])
        #expect(dialect.posts.map(\.note) == ["priority high", nil])
    }

    @Test func `a notification takes the place of the one with its tag on the same device`() throws {
        let caller = try caller(FCMDialect(account: account))
        let tagged = #","android":{"notification":{"tag":"inc_1"}}"#
        #expect(caller.call("POST", path, message(tagged)).status == 200)
        #expect(caller.call("POST", path, message(tagged)).status == 200)
        #expect(caller.call("POST", path, message(tagged, target: #""topic":"shop""#)).status == 200)
        #expect(caller.dialect.posts.map(\.edits) == [1, 0])
        #expect(caller.dialect.posts.map(\.place) == ["device c7Xx:APA…", "topic shop"])
    }

    @Test func `what is only to be judged reaches nobody`() throws {
        let caller = try caller(FCMDialect(account: account))
        let body = #"{"validate_only":true,"message":{"topic":"shop","notification":{"title":"a"}}}"#
        let answer = caller.call("POST", path, body)
        #expect(answer.status == 200 && answer.body.contains("fake_message_id"))
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `an assertion has to be the account's, signed by its key and short-lived`() throws {
        let stranger = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let start = DialectCaller.start
        let cases = [
            (try form(key: stranger), "Invalid JWT Signature."),
            (try form(kid: "ffff"), "Invalid JWT Signature."),
            (try form(["iss": #""other@market-standin.iam.gserviceaccount.com""#]), "account not found"),
            (try form(["scope": #""https://www.googleapis.com/auth/drive""#]), "invalid_scope"),
            (try form(["aud": #""https://elsewhere.example/token""#]), "audience"),
            (try form(["exp": "\(start)"]), "short-lived"),
            (try form(["exp": "\(start + 3_601)"]), "short-lived"),
            (try form(["iat": "\(start + 301)"]), "short-lived"),
            ("grant_type=password", "unsupported_grant_type"),
            ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", "invalid_request"),
            ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c", "invalid_grant"),
        ]
        let dialect = FCMDialect(account: account)
        for (form, words) in cases {
            let answer = grant(dialect, form)
            #expect(answer.status == 400)
            #expect(answer.body.contains(words), "\(answer.body)")
        }
        // Google's own address is taken too: a sender may be told of the stand-in elsewhere than in the key file.
        #expect(grant(dialect, try form(["aud": #""https://oauth2.googleapis.com/token""#])).status == 200)
        #expect(grant(FCMDialect(), try form(["iss": #""any@one.example""#], key: stranger)).status == 200)
    }

    @Test(arguments: [
        DialectRefusal("project", "/v1/projects/other/messages:send", message(""), 403, "PERMISSION_DENIED"),
        DialectRefusal("path", "/v1/projects/market-standin/messages", message(""), 404, "NOT_FOUND"),
        DialectRefusal("token", path, message(""), 401, "UNAUTHENTICATED", headers: ["authorization": "Bearer ya29.x"]),
        DialectRefusal("no JSON", path, "{", 400, "google.rpc.BadRequest"),
        DialectRefusal("unknown field", path, message(#","colour":"red""#), 400, #"Unknown name \"colour\""#),
        DialectRefusal(
            "no target",
            path,
            #"{"message":{"notification":{"title":"a"}}}"#,
            400,
            "Recipient of the message is not set."
        ),
        DialectRefusal("two targets", path, message(#","topic":"shop""#), 400, "oneof field 'target' is already set."),
        DialectRefusal("data", path, message(#","data":{"n":1}"#), 400, "message.data[0].value"),
        DialectRefusal("reserved", path, message(#","data":{"google.x":"1"}"#), 400, "Invalid data payload key"),
        DialectRefusal("priority", path, message(#","android":{"priority":"MAX"}"#), 400, "message.android.priority"),
        DialectRefusal("ttl", path, message(#","android":{"ttl":"2419201s"}"#), 400, "Illegal duration"),
        DialectRefusal(
            "header",
            path,
            message(#","apns":{"headers":{"apns-priority":10}}"#),
            400,
            "message.apns.headers"
        ),
        DialectRefusal("topic", path, message("", target: #""topic":"a b""#), 400, "Invalid topic name"),
        DialectRefusal("bad", path, message("", target: #""token":"bad-registration""#), 400, "INVALID_ARGUMENT"),
        DialectRefusal("gone", path, message("", target: #""token":"gone-registration""#), 404, "UNREGISTERED"),
        DialectRefusal(
            "foreign",
            path,
            message("", target: #""token":"foreign-registration""#),
            403,
            "SENDER_ID_MISMATCH"
        ),
        DialectRefusal(
            "large",
            path,
            message(#","data":{"x":"\#(String(repeating: "x", count: 4_096))"}"#),
            400,
            "Message is too big."
        ),
        DialectRefusal(
            "large for a topic",
            path,
            message(#","data":{"x":"\#(String(repeating: "x", count: 2_048))"}"#, target: #""topic":"shop""#),
            400,
            "Message is too big."
        ),
    ])
    func `a wrong request gets Google's error for it`(_ refusal: DialectRefusal) throws {
        let caller = try caller(FCMDialect(account: account)).with(refusal.headers)
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a project's quota says how long to wait, and a device's that it is the device's`() throws {
        let project = try caller(FCMDialect(account: account, requestsPerMinute: 2))
        let answers = (0...2).map { project.call("POST", path, message(""), second: $0 * 10) }
        #expect(answers.map(\.status) == [200, 200, 429])
        #expect(answers.last?.header("retry-after") == "40")
        #expect(answers.last?.body.contains(#""errorCode":"QUOTA_EXCEEDED""#) == true)
        #expect(project.call("POST", path, message(""), second: 60).status == 200)
        let target = try caller(FCMDialect(account: account, perTarget: 1))
        #expect(target.call("POST", path, message("")).status == 200)
        let refused = target.call("POST", path, message(""))
        #expect(refused.status == 429 && refused.body.contains("QuotaFailure") && refused.body.contains("device"))
        #expect(target.call("POST", path, message("", target: #""topic":"shop""#)).status == 200)
    }
}
