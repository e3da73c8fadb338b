// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import CryptoExtras
import FCM
import FoundationEssentials
import Testing

@Suite struct FCMTokenTests {
    private struct Header: Decodable {
        var alg: String
        var typ: String
        var kid: String
    }

    private struct Claims: Decodable {
        var iss: String
        var scope: String
        var aud: String
        var iat: Int64
        var exp: Int64
    }

    @Test func `an access token is asked for with a JWT that the account's key signed`() async throws {
        let fixture = try FCMFixture()
        _ = try await fixture.sent()
        let request = try #require(fixture.tokenRequests.first)
        #expect(request.url == "https://oauth2.googleapis.com/token")
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        let form = String(decoding: request.body, as: UTF8.self)
        let start = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        try #require(form.hasPrefix(start))
        let pieces = form.dropFirst(start.count).split(separator: ".")
        try #require(pieces.count == 3)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Base64URL.decoded(pieces[2])))
        let signed = Data("\(pieces[0]).\(pieces[1])".utf8)
        let publicKey = try FCMFixture.key.publicKey
        #expect(publicKey.isValidSignature(signature, for: signed, padding: .insecurePKCS1v1_5))
        let header = try JSONDecoder().decode(Header.self, from: Data(try #require(Base64URL.decoded(pieces[0]))))
        let claims = try JSONDecoder().decode(Claims.self, from: Data(try #require(Base64URL.decoded(pieces[1]))))
        #expect(header.alg == "RS256")
        #expect(header.typ == "JWT")
        #expect(header.kid == "0123abcd")
        #expect(claims.iss == "belfry@market-shop.iam.gserviceaccount.com")
        #expect(claims.scope == "https://www.googleapis.com/auth/firebase.messaging")
        #expect(claims.aud == "https://oauth2.googleapis.com/token")
        #expect(claims.iat == fixture.clock.now.unixSeconds)
        #expect(claims.exp == claims.iat + 3_600)
    }

    @Test func `an access token serves all attempts until five minutes before its end`() async throws {
        let fixture = try FCMFixture()
        _ = try await fixture.sent()
        fixture.clock.advance(by: .seconds(3_298))
        _ = try await fixture.sent()
        #expect(fixture.tokenRequests.count == 1)
        fixture.clock.advance(by: .seconds(1))
        _ = try await fixture.sent()
        #expect(fixture.tokenRequests.count == 2)
        #expect(
            fixture.sendRequests.map { $0.header("authorization") } == [
                "Bearer ya29.first", "Bearer ya29.first", "Bearer ya29.second",
            ]
        )
    }

    @Test func `a token that is refused before its time is fetched anew, once`() async throws {
        let refused = FCMFixture.answer(401, #"{"error":{"code":401,"status":"UNAUTHENTICATED"}}"#)
        let mended = try FCMFixture(nil, [refused, FCMFixture.answer(200, FCMFixture.sent)])
        _ = try await mended.sent()
        #expect(mended.sendRequests.map { $0.header("authorization") } == ["Bearer ya29.first", "Bearer ya29.second"])
        let stuck = try FCMFixture(nil, [refused])
        let fault = await #expect(throws: Fault.self) { try await stuck.sent() }
        #expect(fault?.code == .authenticationRejected)
        #expect(stuck.sendRequests.count == 2)
    }

    @Test(arguments: [
        (400, FaultCode.authenticationRejected), (401, .authenticationRejected), (403, .authenticationRejected),
        (404, .authenticationRejected), (410, .authenticationRejected), (302, .authenticationRejected),
        (429, .rateLimited), (500, .providerUnavailable), (503, .providerUnavailable),
    ])
    func `what the token server refuses is our account's fault, never a destination's`(
        _ status: Int,
        _ code: FaultCode
    ) async throws {
        let body = #"{"error":"invalid_grant","error_description":"canary"}"#
        let fixture = try FCMFixture(http: StubHTTPClient(status: status, body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.sent() }
        #expect(fault?.code == code)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0)" }?.contains("canary") == false)
        #expect(fixture.sendRequests.isEmpty)
    }

    @Test(arguments: ["", "{}", #"{"access_token":""}"#, #"{"access_token":"a\r\nx: y"}"#, "canary"])
    func `an answer without a usable token is a violation of the protocol`(_ body: String) async throws {
        let fixture = try FCMFixture(http: StubHTTPClient(body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.sent() }
        #expect(fault?.code == .protocolViolation)
        #expect(fixture.sendRequests.isEmpty)
    }

    @Test func `the account may name another token server, and the settings yet another`() async throws {
        let account = try FCMFixture.account(tokenURI: "https://tokens.example/oauth2/own")
        let own = try FCMFixture(try FCMFixture.settings { $0.serviceAccount = account })
        _ = try await own.sent()
        #expect(own.tokenRequests.first?.url == "https://tokens.example/oauth2/own")
        let other = try FCMFixture(
            try FCMFixture.settings {
                $0.serviceAccount = account
                $0.tokenServer = "http://127.0.0.1:9/oauth2"
                $0.allowsPrivateNetworks = true
            }
        )
        _ = try await other.sent()
        #expect(other.tokenRequests.first?.url == "http://127.0.0.1:9/oauth2")
    }
}
