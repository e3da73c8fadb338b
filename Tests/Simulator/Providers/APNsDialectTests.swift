// SPDX-License-Identifier: Apache-2.0

import Crypto
import Simulator
import Testing

private let device = String(repeating: "7a", count: 32)
private let path = "/3/device/\(device)"
private let alert = #"{"aps":{"alert":{"title":"Shop down","body":"Buyers cannot pay."},"sound":"default"}}"#

@Suite struct APNsDialectTests {
    private let account: AppleAccount

    init() throws { account = try Fixture.accounts.get().apple }

    private func token(
        second: Int64 = 0,
        team: String? = nil,
        key: AppleAccount.Key? = nil,
        kid: String? = nil,
        pem: String? = nil
    ) throws -> String {
        let key = key ?? account.key
        return try SignedToken.es256(
            #"{"alg":"ES256","kid":"\#(kid ?? key.id)"}"#,
            #"{"iat":\#(DialectCaller.start + second),"iss":"\#(team ?? account.team)"}"#,
            by: P256.Signing.PrivateKey(pemRepresentation: pem ?? key.pem)
        )
    }

    private func caller(_ dialect: APNsDialect? = nil, token: String? = nil) throws -> DialectCaller {
        var caller = DialectCaller(dialect ?? APNsDialect(account: account), bearer: try token ?? self.token())
        caller.version = .http2
        return caller.with(["apns-topic": account.topic, "apns-push-type": "alert"])
    }

    @Test func `a notification is shown, and one with its collapse id takes its place`() throws {
        let caller = try caller()
            .with(["apns-collapse-id": "inc_1", "apns-id": "123e4567-e89b-12d3-a456-426614174000"])
        let first = caller.call("POST", path, alert)
        #expect(first.status == 200 && first.body.isEmpty)
        #expect(first.header("apns-id") == "123e4567-e89b-12d3-a456-426614174000")
        let second = caller.call("POST", "/apns" + path, #"{"aps":{"alert":"Fixed"}}"#)
        #expect(second.status == 200)
        #expect(caller.dialect.posts.map(\.text) == ["Fixed"])
        #expect(caller.dialect.posts.map(\.edits) == [1])
        #expect(caller.dialect.posts.map(\.place) == ["device 7a7a7a7a…"])
        let another = try self.caller(token: token()).with(["apns-id": nil]).call("POST", path, alert)
        #expect(another.header("apns-id")?.count == 36)
    }

    @Test func `both of a team's keys are known, and whoever speaks HTTP 1 is hung up on`() throws {
        var caller = try caller(token: token(key: account.nextKey))
        #expect(caller.call("POST", path, alert).status == 200)
        caller.version = .http11
        #expect(caller.call("POST", path, alert).status == 0)
        #expect(caller.dialect.posts.map(\.text) == ["Shop down\nBuyers cannot pay."])
    }

    @Test(arguments: [
        DialectRefusal("path", "/3/devices/x", alert, 404, "BadPath"),
        DialectRefusal("method", path, "", 405, "MethodNotAllowed", method: "GET"),
        DialectRefusal("no device", "/3/device/", alert, 400, "MissingDeviceToken"),
        DialectRefusal("no token", path, alert, 403, "MissingProviderToken", headers: ["authorization": nil]),
        DialectRefusal("no JWT", path, alert, 403, "InvalidProviderToken", headers: ["authorization": "bearer x.y.z"]),
        DialectRefusal("no topic", path, alert, 400, "MissingTopic", headers: ["apns-topic": nil]),
        DialectRefusal("bad topic", path, alert, 400, "BadTopic", headers: ["apns-topic": "app"]),
        DialectRefusal("topic", path, alert, 400, "TopicDisallowed", headers: ["apns-topic": "example.other.app"]),
        DialectRefusal("type", path, alert, 400, "InvalidPushType", headers: ["apns-push-type": "news"]),
        DialectRefusal("priority", path, alert, 400, "BadPriority", headers: ["apns-priority": "7"]),
        DialectRefusal(
            "background",
            path,
            alert,
            400,
            "BadPriority",
            headers: ["apns-push-type": "background", "apns-priority": "10"]
        ),
        DialectRefusal("expiration", path, alert, 400, "BadExpirationDate", headers: ["apns-expiration": "soon"]),
        DialectRefusal(
            "collapse",
            path,
            alert,
            400,
            "BadCollapseId",
            headers: ["apns-collapse-id": String(repeating: "x", count: 65)]
        ),
        DialectRefusal("id", path, alert, 400, "BadMessageId", headers: ["apns-id": "1"]),
        DialectRefusal("twice", path, alert, 400, "DuplicateHeaders", headers: ["APNS-TOPIC": "example.market.app"]),
        DialectRefusal("short device", "/3/device/7a7a", alert, 400, "BadDeviceToken"),
        DialectRefusal("nobody", "/3/device/" + String(repeating: "0", count: 64), alert, 400, "BadDeviceToken"),
        DialectRefusal("other app", "/3/device/f0f0" + device.dropFirst(4), alert, 400, "DeviceTokenNotForTopic"),
        DialectRefusal("empty", path, "", 400, "PayloadEmpty"),
        DialectRefusal("no aps", path, #"{"aps":{}}"#, 400, "PayloadEmpty"),
        DialectRefusal("zipped", path, alert, 400, "PayloadEmpty", headers: ["content-encoding": "gzip"]),
        DialectRefusal(
            "large",
            path,
            #"{"aps":{"alert":"\#(String(repeating: "x", count: 4_077))"}}"#,
            413,
            "PayloadTooLarge"
        ),
        DialectRefusal(
            "gone",
            "/3/device/dead" + device.dropFirst(4),
            alert,
            410,
            #"{"reason":"Unregistered","timestamp":1759913600000}"#
        ),
        DialectRefusal("expired", "/3/device/01d0" + device.dropFirst(4), alert, 410, "ExpiredToken"),
    ])
    func `a wrong request gets Apple's reason for it`(_ refusal: DialectRefusal) throws {
        let caller = try caller().with(refusal.headers)
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a payload of 4,096 bytes passes`() throws {
        let body = #"{"aps":{"alert":"\#(String(repeating: "x", count: 4_076))"}}"#
        #expect(body.utf8.count == 4_096)
        #expect(try caller().call("POST", path, body).status == 200)
    }

    @Test func `a provider token has to be the team's, signed by its key and of this hour`() throws {
        let stranger = P256.Signing.PrivateKey().pemRepresentation
        let cases = [
            (try token(pem: stranger), "InvalidProviderToken"),
            (try token(kid: "AAAAAAAAAA"), "InvalidProviderToken"),
            (try token(team: "AAAAAAAAAA"), "InvalidProviderToken"),
            (try token(second: 120), "InvalidProviderToken"),
            (try token(second: -3_601), "ExpiredProviderToken"),
        ]
        for (token, reason) in cases {
            let answer = try caller(token: token).call("POST", path, alert)
            #expect(answer.status == 403)
            #expect(answer.body == #"{"reason":"\#(reason)"}"#)
        }
        #expect(try caller(token: token(second: -3_600)).call("POST", path, alert).status == 200)
        let revoked = APNsDialect(account: account, revoked: [account.key.id])
        #expect(try caller(revoked).call("POST", path, alert).body.contains("InvalidProviderToken"))
        let sandbox = APNsDialect(account: account, environment: .sandbox)
        #expect(try caller(sandbox).call("POST", path, alert).body.contains("BadEnvironmentKeyInToken"))
    }

    @Test func `a third token within twenty minutes is one too many, and a known one is not`() throws {
        let dialect = APNsDialect(account: account)
        let tokens = try (0...2).map { try token(second: Int64($0)) }
        let answers = try [(0, 0), (1, 600), (2, 700), (0, 800), (2, 1_200)]
            .map { index, second in
                try caller(dialect, token: tokens[index]).call("POST", path, alert, second: Int64(second)).status
            }
        #expect(answers == [200, 200, 429, 200, 200])
    }

    @Test func `a connection belongs to the key that it was opened with`() throws {
        let dialect = APNsDialect(account: account)
        #expect(try caller(dialect).call("POST", path, alert).status == 200)
        var caller = try caller(dialect, token: token(key: account.nextKey))
        #expect(caller.call("POST", path, alert).body.contains("UnrelatedKeyIdInToken"))
        caller.connection = 2
        #expect(caller.call("POST", path, alert).status == 200)
    }

    @Test func `a device that is sent too much says so, and others go on`() throws {
        let caller = try caller(APNsDialect(account: account, perMinute: 2))
        let answers = (1...3).map { _ in caller.call("POST", path, alert) }
        #expect(answers.map(\.status) == [200, 200, 429])
        #expect(answers.last?.body == #"{"reason":"TooManyRequests"}"#)
        #expect(caller.call("POST", "/3/device/" + String(repeating: "7b", count: 32), alert).status == 200)
    }

    @Test func `without an account any well-formed token will do`() throws {
        let stranger = try token(
            team: "AAAAAAAAAA",
            kid: "BBBBBBBBBB",
            pem: P256.Signing.PrivateKey().pemRepresentation
        )
        let caller = try caller(APNsDialect(), token: stranger).with(["apns-topic": "any.other.app"])
        #expect(caller.call("POST", path, alert).status == 200)
    }
}
