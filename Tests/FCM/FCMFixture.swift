// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import CryptoExtras
import FCM
import FoundationEssentials
import Testing

/// A channel of Firebase Cloud Messaging before a scripted token server and a scripted Google.
struct FCMFixture {
    static let device = "c7XxAbCdEfG:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx_canary-device"
    static let sent = #"{"name":"projects/market-shop/messages/0:1500415314455276%31bd1c9631bd1c96"}"#
    static let granted = #"{"access_token":"ya29.first","expires_in":3599,"token_type":"Bearer"}"#
    private static let made = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    let channel: FCMChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: FCMSettings? = nil, http: StubHTTPClient) throws {
        self.http = http
        self.channel = try FCMChannel(
            settings: try settings ?? FCMFixture.settings(),
            services: .stub(channel: "androids", http: http, clock: clock)
        )
    }

    init(_ settings: FCMSettings? = nil, _ answers: [HTTPResponse] = [answer(200, sent)]) throws {
        try self.init(settings, http: FCMFixture.google(answers))
    }

    static var key: _RSA.Signing.PrivateKey { get throws { try made.get() } }

    private struct Account: Encodable {
        let type = "service_account"
        let project_id: String?
        let private_key_id = "0123abcd"
        let private_key: String
        let client_email = "belfry@market-shop.iam.gserviceaccount.com"
        let token_uri: String?
    }

    static func account(project: String? = "market-shop", tokenURI: String? = nil, key: String? = nil) throws -> Secret
    {
        let pem = try key ?? self.key.pkcs8PEMRepresentation
        let account = Account(project_id: project, private_key: pem, token_uri: tokenURI)
        return Secret(String(decoding: try JSONEncoder().encode(account), as: UTF8.self))
    }

    static func settings(_ change: (inout FCMSettings) -> Void = { _ in }) throws -> FCMSettings {
        var settings = FCMSettings(serviceAccount: try account())
        change(&settings)
        return settings
    }

    static func answer(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    /// Google: grants every access token, and answers what is sent in turn.
    static func google(_ answers: [HTTPResponse]) -> StubHTTPClient {
        let turn = Turn(answers)
        let grants = Turn([answer(200, granted), answer(200, granted.replacing("first", with: "second"))])
        return StubHTTPClient { request in request.url.contains("oauth2") ? grants.next() : turn.next() }
    }

    static func destination(_ address: String = device) -> Destination {
        Destination(channel: .sample("androids"), address: address)
    }

    func delivery(
        _ message: Message = .sample(),
        to destination: Destination = destination(),
        acceptedAt: Timestamp? = nil
    ) throws -> Delivery {
        var delivery = Delivery.sample(
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            acceptedAt: acceptedAt ?? clock.now
        )
        delivery.deadline = clock.now + .seconds(15)
        return delivery
    }

    var tokenRequests: [HTTPRequest] { http.requests.filter { $0.url.contains("oauth2") } }
    var sendRequests: [HTTPRequest] { http.requests.filter { !$0.url.contains("oauth2") } }

    /// Delivers, and gives the message of the last request.
    func sent(_ message: Message = .sample(), to destination: Destination = destination()) async throws -> FCMMessage {
        _ = try await channel.deliver(try delivery(message, to: destination))
        return try #require(sendRequests.last).message
    }
}

struct Envelope: Decodable {
    var message: FCMMessage
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var message: FCMMessage {
        get throws { try JSONDecoder().decode(Envelope.self, from: Data(body)).message }
    }
}
