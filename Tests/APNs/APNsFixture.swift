// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import ChannelKitTesting
import Crypto
import FoundationEssentials
import Testing

/// A channel of Apple's push notifications before a scripted service.
struct APNsFixture {
    static let firstKey = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    static let secondKey = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
    static let device = "740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad"

    let channel: APNsChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: APNsSettings? = nil, http: StubHTTPClient = StubHTTPClient()) throws {
        self.http = http
        self.channel = try APNsChannel(
            settings: try settings ?? APNsFixture.settings(),
            services: .stub(channel: "iphones", http: http, clock: clock)
        )
    }

    static func privateKey(_ text: String = firstKey) throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: try #require(Base64URL.decoded(text)))
    }

    static func settings(_ change: (inout APNsSettings) -> Void = { _ in }) throws -> APNsSettings {
        var settings = APNsSettings(
            team: "DEF123GHIJ",
            keyID: "ABC123DEFG",
            key: Secret(try privateKey().pemRepresentation),
            topic: "example.market.app"
        )
        change(&settings)
        return settings
    }

    static func withNextKey() throws -> APNsSettings {
        let pem = try privateKey(secondKey).pemRepresentation
        return try settings {
            $0.nextKeyID = "NEXT23DEFG"
            $0.nextKey = Secret(pem)
        }
    }

    static func destination(_ token: String = device) -> Destination {
        Destination(channel: .sample("iphones"), address: token)
    }

    func delivery(_ message: Message = .sample(), to destination: Destination = destination()) throws -> Delivery {
        .sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: clock.now
        )
    }

    func request(_ message: Message = .sample(), to destination: Destination = destination()) throws -> HTTPRequest {
        try channel.request(for: try delivery(message, to: destination))
    }

    static func payload(_ json: String) throws -> APNsPayload {
        try JSONDecoder().decode(APNsPayload.self, from: Data(json.utf8))
    }

    /// A service that answers each request in turn, and the last answer from then on.
    static func script(_ answers: [(status: Int, reason: String)]) -> StubHTTPClient {
        let turn = Turn(
            answers.map { answer in
                HTTPResponse(status: answer.status, body: Array(#"{"reason":"\#(answer.reason)"}"#.utf8))
            }
        )
        return StubHTTPClient { _ in turn.next() }
    }
}

/// What stands in a provider token, its signature checked.
struct TokenContent: Decodable {
    struct Header: Decodable {
        var alg: String
        var kid: String
    }

    var iss: String
    var iat: Int64
    var exp: Int64?

    /// Reads the token of a request and checks it with the public part of `key`.
    static func read(_ request: HTTPRequest?, signedBy key: String) throws -> (Header, TokenContent) {
        let value = try #require(request?.headers.first { $0.name == "authorization" }?.value)
        try #require(value.hasPrefix("bearer "))
        let pieces = value.dropFirst(7).split(separator: ".")
        try #require(pieces.count == 3)
        let raw = try #require(Base64URL.decoded(pieces[2]))
        #expect(raw.count == 64)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: raw)
        let publicKey = try APNsFixture.privateKey(key).publicKey
        #expect(publicKey.isValidSignature(signature, for: Data("\(pieces[0]).\(pieces[1])".utf8)))
        return (
            try JSONDecoder().decode(Header.self, from: Data(try #require(Base64URL.decoded(pieces[0])))),
            try JSONDecoder().decode(TokenContent.self, from: Data(try #require(Base64URL.decoded(pieces[1]))))
        )
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
