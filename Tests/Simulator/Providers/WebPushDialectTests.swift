// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import Simulator
import Testing

private let host = "127.0.0.1:9001"

@Suite struct WebPushDialectTests {
    private let accounts: BrowserAccounts
    private let vapid: P256.Signing.PrivateKey

    init() throws {
        accounts = try Fixture.accounts.get().browsers
        vapid = try P256.Signing.PrivateKey(rawRepresentation: SignedToken.bytes(accounts.vapidKey))
    }

    private func authorization(_ changes: [String: String] = [:], key: P256.Signing.PrivateKey? = nil) throws -> String
    {
        let key = key ?? vapid
        var claims = [
            "aud": #""http://\#(host)""#, "exp": "\(DialectCaller.start + 43_200)", "sub": #""mailto:a@b.example""#,
        ]
        claims.merge(changes) { _, new in new }
        let text = "{" + claims.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        let token = try SignedToken.es256(#"{"typ":"JWT","alg":"ES256"}"#, text, by: key)
        return "vapid t=\(token), k=\(SignedToken.base64URL(key.publicKey.x963Representation))"
    }

    private func caller(_ dialect: WebPushDialect? = nil, _ authorization: String? = nil) throws -> DialectCaller {
        var caller = DialectCaller(dialect ?? WebPushDialect(accounts: accounts))
        caller.contentType = "application/octet-stream"
        return caller.with([
            "authorization": try authorization ?? self.authorization(), "host": host, "ttl": "60",
            "content-encoding": "aes128gcm",
        ])
    }

    private var path: String { "/webpush/\(accounts.subscriptions[0].id)" }

    /// A body that the subscription's browser can read (RFC 8291).
    private func sealed(_ text: String, _ subscription: BrowserSubscription? = nil, padding: Int = 0) throws -> [UInt8]
    {
        let subscription = subscription ?? accounts.subscriptions[0]
        let sender = P256.KeyAgreement.PrivateKey()
        let point = Array(sender.publicKey.x963Representation)
        let reader = try SignedToken.bytes(subscription.p256dh)
        let salt = [UInt8](repeating: 7, count: 16)
        let input = try sender.sharedSecretFromKeyAgreement(with: .init(x963Representation: reader))
            .hkdfDerivedSymmetricKey(
                using: SHA256.self,
                salt: SignedToken.bytes(subscription.auth),
                sharedInfo: Array("WebPush: info\0".utf8) + reader + point,
                outputByteCount: 32
            )
        func derived(_ name: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>
                .deriveKey(
                    inputKeyMaterial: input,
                    salt: salt,
                    info: Array("Content-Encoding: \(name)\0".utf8),
                    outputByteCount: count
                )
        }
        let box = try AES.GCM.seal(
            Array(text.utf8) + [2] + [UInt8](repeating: 0, count: padding),
            using: derived("aes128gcm", 16),
            nonce: AES.GCM.Nonce(data: derived("nonce", 12).withUnsafeBytes { Array($0) })
        )
        return salt + [0, 0, 16, 0, 65] + point + Array(box.ciphertext) + Array(box.tag)
    }

    @Test func `the example of RFC 8291 is read`() throws {
        let key = try SignedToken.bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
        let subscription = BrowserSubscription(
            id: "example",
            key: try P256.KeyAgreement.PrivateKey(rawRepresentation: key),
            auth: try SignedToken.bytes("BTBZMqHH6r4Tts7J_aSIgg")
        )
        let body =
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
            + "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        let dialect = WebPushDialect(accounts: BrowserAccounts(vapid: vapid, subscriptions: [subscription]))
        let answer = try caller(dialect).call("POST", "/webpush/example", bytes: SignedToken.bytes(body))
        #expect(answer.status == 201)
        #expect(dialect.posts.map(\.text) == ["When I grow up, I want to be a watermelon"])
    }

    @Test func `a message is decrypted and shown, and one with its tag takes its place`() throws {
        let caller = try caller().with(["urgency": "high", "topic": "inc_1"])
        let first = #"{"notification":{"title":"Shop down","body":"Buyers cannot pay.","tag":"inc_1"},"web_push":8030}"#
        let answer = caller.call("POST", path, bytes: try sealed(first, padding: 30))
        #expect(answer.status == 201)
        #expect(answer.header("ttl") == "60" && answer.header("location")?.hasPrefix("/webpush/message/") == true)
        let second = #"{"notification":{"title":"Fixed","tag":"inc_1"}}"#
        #expect(caller.call("POST", path, bytes: try sealed(second)).status == 201)
        #expect(caller.dialect.posts.map(\.text) == ["Fixed"])
        #expect(caller.dialect.posts.map(\.edits) == [1])
        #expect(caller.dialect.posts.map(\.place) == ["browser ada"])
        #expect(caller.dialect.posts.map(\.note) == ["urgency high, kept 60 s"])
    }

    @Test func `what cannot be decrypted is taken, and the post says so`() throws {
        let caller = try caller()
        var broken = try sealed("x")
        broken[broken.count - 1] ^= 1
        var small = try sealed("x")
        small[18] = 0
        small[19] = 17
        let bodies = [
            broken, try sealed("x", accounts.subscriptions[1]), small, Array("plain".utf8), Array(broken.prefix(90)),
        ]
        for body in bodies { #expect(caller.call("POST", path, bytes: body).status == 201) }
        let notes = caller.dialect.posts.map { $0.note ?? "" }
        #expect(notes.count == 5 && notes.allSatisfy { $0.hasPrefix("cannot be decrypted: ") })
        #expect(notes[2].contains("record size") && notes[3].contains("header"))
        #expect(caller.dialect.posts[0].text == "(encrypted, \(broken.count) bytes)")
    }

    @Test(arguments: [
        DialectRefusal("nobody", "/webpush/nobody", "", 404, "No such subscription"),
        DialectRefusal("ended", "/webpush/gone-1", "", 410, "ended"),
        DialectRefusal("method", "", "", 405, "Method", method: "GET"),
        DialectRefusal("no TTL", "", "", 400, "TTL", headers: ["ttl": nil]),
        DialectRefusal("bad TTL", "", "", 400, "TTL", headers: ["ttl": "-1"]),
        DialectRefusal("urgency", "", "", 400, "Urgency", headers: ["urgency": "now"]),
        DialectRefusal("topic", "", "", 400, "Topic", headers: ["topic": String(repeating: "x", count: 33)]),
        DialectRefusal("odd topic", "", "", 400, "Topic", headers: ["topic": "a b"]),
        DialectRefusal("coding", "", "x", 400, "Content-Encoding", headers: ["content-encoding": "aesgcm"]),
        DialectRefusal("large", "", String(repeating: "x", count: 4_097), 413, "too large"),
        DialectRefusal("no token", "", "", 401, "Missing VAPID", headers: ["authorization": nil]),
        DialectRefusal("bearer", "", "", 401, "Missing VAPID", headers: ["authorization": "Bearer x"]),
        DialectRefusal("no point", "", "", 401, "point of P-256", headers: ["authorization": "vapid t=a.b.c,k=BAAA"]),
    ])
    func `a wrong request gets the push service's status for it`(_ refusal: DialectRefusal) throws {
        let caller = try caller().with(refusal.headers)
        let target = refusal.target.isEmpty ? path : refusal.target
        let answer = caller.call(refusal.method, target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a VAPID token has to be for this service, of this day, and signed by its key`() throws {
        let stranger = P256.Signing.PrivateKey()
        let start = DialectCaller.start
        let forged =
            try authorization(key: stranger).prefix { $0 != "," } + ",k="
            + SignedToken.base64URL(vapid.publicKey.x963Representation)
        let cases = [
            (String(forged), 401, "signed"),
            (try authorization(["exp": "\(start)"]), 401, "exp"),
            (try authorization(["exp": "\(start + 86_401)"]), 401, "exp"),
            (try authorization(["aud": #""https://push.example""#]), 401, "aud"),
            (try authorization(["sub": #""somebody""#]), 401, "sub"),
            (try authorization(key: stranger), 403, "not the one"),
        ]
        for (authorization, status, words) in cases {
            let answer = try caller(nil, authorization).call("POST", path)
            #expect(answer.status == status)
            #expect(answer.body.contains(words), "\(answer.body)")
        }
        #expect(try caller(nil, authorization(["exp": "\(start + 86_400)"])).call("POST", path).status == 201)
    }

    @Test func `a subscription that nobody knows is bound to the first key`() throws {
        let dialect = WebPushDialect()
        #expect(try caller(dialect).call("POST", "/webpush/any", bytes: sealed("x")).status == 201)
        let other = try authorization(key: P256.Signing.PrivateKey())
        #expect(try caller(dialect, other).call("POST", "/webpush/any").status == 403)
        #expect(try caller(dialect, other).call("POST", "/webpush/another").status == 201)
        #expect(dialect.posts.map(\.text) == ["(encrypted, 104 bytes)", "(no payload)"])
    }

    @Test func `a subscription that is sent too much says how long to wait`() throws {
        let caller = try caller(WebPushDialect(accounts: accounts, perMinute: 2))
        let answers = (1...3).map { _ in caller.call("POST", path) }
        #expect(answers.map(\.status) == [201, 201, 429])
        #expect(answers.last?.header("retry-after") == "30")
    }
}
