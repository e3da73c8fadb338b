// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Crypto
import FoundationEssentials
import WebPush

/// A channel of web push between a scripted push service and a browser that can decrypt.
struct WebPushFixture {
    // The keys of RFC 8291, Appendix A.
    static let vapidKey = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    static let p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    static let browserKey = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
    static let auth = "BTBZMqHH6r4Tts7J_aSIgg"
    static let salt = "DGv6ra1nlYgDCS1FRnbzlw"
    static let url = "https://push.example.net/wpush/v2/canary-endpoint"

    let channel: WebPushChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(
        _ settings: WebPushSettings = settings(),
        http: StubHTTPClient = StubHTTPClient(status: 201),
        secrets: [String: String] = ["env:BROWSER": "\(p256dh):\(auth)"]
    ) throws {
        self.http = http
        self.channel = try WebPushChannel(
            settings: settings,
            services: .stub(channel: "browsers", http: http, secrets: StubSecretStore(secrets), clock: clock)
        )
    }

    static func settings(_ change: (inout WebPushSettings) -> Void = { _ in }) -> WebPushSettings {
        var settings = WebPushSettings(key: Secret(vapidKey), subject: "mailto:status@market.example")
        change(&settings)
        return settings
    }

    static func destination(_ address: String = url, secret: String? = "env:BROWSER") -> Destination {
        Destination(channel: .sample("browsers"), address: address, secret: secret.flatMap { SecretReference($0) })
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

    /// Delivers, and gives the last request that the push service saw.
    func request(
        _ message: Message = .sample(),
        to destination: Destination = destination()
    ) async throws -> HTTPRequest {
        _ = try await channel.deliver(try delivery(message, to: destination))
        guard let request = http.requests.last else { throw NothingSent() }
        return request
    }

    struct NothingSent: Error {}

    static func message(in rendering: Rendering) throws -> WebPushMessage {
        try JSONDecoder().decode(WebPushMessage.self, from: Data((rendering["notification"] ?? "").utf8))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Reads `aes128gcm`, as a browser does: written apart from what writes it.
enum Browser {
    struct Unreadable: Error {}

    /// Decrypts a push message with the browser's own keys.
    static func decrypted(_ body: [UInt8]) throws -> String {
        guard body.count > 86, body[20] == 65,
            let own = Base64URL.decoded(WebPushFixture.browserKey), let auth = Base64URL.decoded(WebPushFixture.auth)
        else { throw Unreadable() }
        let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: own)
        let sender = try P256.KeyAgreement.PublicKey(x963Representation: body[21..<86])
        let info = Array("WebPush: info\0".utf8) + key.publicKey.x963Representation + sender.x963Representation
        let shared = try key.sharedSecretFromKeyAgreement(with: sender)
        return try records(
            in: body,
            key: shared.hkdfDerivedSymmetricKey(using: SHA256.self, salt: auth, sharedInfo: info, outputByteCount: 32)
        )
    }

    static func records(in body: [UInt8], key: SymmetricKey) throws -> String {
        guard body.count > 21 else { throw Unreadable() }
        let salt = body[..<16]
        let size = body[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let content = HKDF<SHA256>
            .deriveKey(
                inputKeyMaterial: key,
                salt: salt,
                info: Array("Content-Encoding: aes128gcm\0".utf8),
                outputByteCount: 16
            )
        let base = HKDF<SHA256>
            .deriveKey(
                inputKeyMaterial: key,
                salt: salt,
                info: Array("Content-Encoding: nonce\0".utf8),
                outputByteCount: 12
            )
        var text: [UInt8] = []
        var rest = body[(21 + Int(body[20]))...]
        var number: UInt8 = 0
        while !rest.isEmpty {
            let record = rest.prefix(size)
            rest = rest.dropFirst(record.count)
            var nonce = base.withUnsafeBytes { Array($0) }
            nonce[11] ^= number
            number += 1
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce),
                ciphertext: record.dropLast(16),
                tag: record.suffix(16)
            )
            let plain = try AES.GCM.open(box, using: content)
            guard let end = plain.lastIndex(where: { $0 != 0 }), plain[end] == (rest.isEmpty ? 2 : 1) else {
                throw Unreadable()
            }
            text += plain[..<end]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
