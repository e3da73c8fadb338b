// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import FoundationEssentials
import Simulator
import Testing

@Suite struct ProviderDialectsTests {
    private let accounts: StandInAccounts

    init() throws { accounts = try Fixture.accounts.get() }

    @Test(arguments: [
        ("POST", "/3/device/7a", "/apns/"), ("POST", "/apns/3/device/7a", "/apns/"),
        ("POST", "/v1/projects/x/messages:send", "/fcm/"), ("POST", "/fcm/token", "/fcm/"),
        ("POST", "/webpush/ada", "/webpush/"), ("POST", "/", "/ntfy/"), ("GET", "/v1/health", "/ntfy/"),
        ("POST", "/ntfy/shop", "/ntfy/"), ("POST", "/gotify/message", "/gotify/"),
        ("POST", "/1/messages.json", "/pushover/"), ("GET", "/1/apps/limits.json", "/pushover/"),
        ("POST", "/twilio/2010-04-01/Accounts/AC1/Messages.json", "/twilio/"),
    ])
    func `one provider alone takes each path`(_ method: String, _ path: String, _ prefix: String) {
        let dialects = ProviderDialects.chat + ProviderDialects.push() + ProviderDialects.sms()
        #expect(dialects.filter { $0.serves(method, path) }.map(\.prefix) == [prefix])
    }

    @Test(arguments: [("GET", "/"), ("POST", "/hook"), ("POST", "/1"), ("GET", "/v1/status"), ("POST", "/3/devices")])
    func `a path of nobody's is left to the script`(_ method: String, _ path: String) {
        let dialects = ProviderDialects.chat + ProviderDialects.push() + ProviderDialects.sms()
        #expect(!dialects.contains { $0.serves(method, path) })
    }

    @Test func `a seed gives the same accounts again, another seed others`() throws {
        let (same, other) = (try StandInAccounts(seed: "tests"), try StandInAccounts(seed: "others"))
        #expect(same.apple.key.pem == accounts.apple.key.pem && other.apple.key.pem != accounts.apple.key.pem)
        #expect(same.apple.devices == accounts.apple.devices)
        #expect(same.browsers.vapidKey == accounts.browsers.vapidKey)
        #expect(same.browsers.subscriptions.map(\.secret) == accounts.browsers.subscriptions.map(\.secret))
        #expect(same.google.registrations == accounts.google.registrations)
        #expect(same.twilio.token == accounts.twilio.token && other.twilio.token != accounts.twilio.token)
        #expect(same.pushoverUser == accounts.pushoverUser && same.ntfyToken == accounts.ntfyToken)
    }

    @Test func `accounts have the shapes that senders ask for`() throws {
        #expect(accounts.apple.team.count == 10 && accounts.apple.key.id.count == 10)
        #expect(accounts.apple.key.id != accounts.apple.nextKey.id)
        #expect(accounts.apple.devices.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
        let signing = try P256.Signing.PrivateKey(pemRepresentation: accounts.apple.key.pem)
        #expect(signing.publicKey.rawRepresentation == accounts.apple.key.publicKey.rawRepresentation)
        #expect(accounts.apple.key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        let vapid = try P256.Signing.PrivateKey(pemRepresentation: accounts.browsers.vapidPEM)
        let published = try SignedToken.bytes(accounts.browsers.vapidPublicKey)
        #expect(Array(vapid.publicKey.x963Representation) == published)
        for subscription in accounts.browsers.subscriptions {
            #expect(try SignedToken.bytes(subscription.p256dh).count == 65)
            #expect(try SignedToken.bytes(subscription.auth).count == 16)
            #expect(subscription.json(at: "http://x").contains("http://x/webpush/\(subscription.id)"))
        }
        #expect(accounts.pushoverToken.count == 30 && accounts.pushoverUser.count == 30)
        #expect(accounts.ntfyToken.count == 32 && accounts.gotifyToken.count == 15)
        #expect(accounts.twilio.sid.count == 34 && accounts.twilio.apiKey.count == 34)
        let text = accounts.google.keyFile(tokenURL: "http://x/fcm/token")
        let file = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: #require(file["private_key"]))
        #expect(key.keySizeInBits == 2_048 && file["type"] == "service_account")
    }
}
