// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct APNsChannelTests {
    @Test func `a request is what Apple asks for`() throws {
        let fixture = try APNsFixture()
        let request = try fixture.request(to: APNsFixture.destination(APNsFixture.device.uppercased()))
        #expect(request.url == "https://api.push.apple.com/3/device/\(APNsFixture.device)")
        #expect(request.requiresHTTP2)
        #expect(request.header("apns-topic") == "example.market.app")
        #expect(request.header("apns-push-type") == "alert")
        #expect(request.header("apns-priority") == "10")
        #expect(request.header("apns-expiration") == "\(fixture.clock.now.unixSeconds + 4 * 3_600)")
        #expect(request.header("content-encoding") == nil)
        let (header, claims) = try TokenContent.read(request, signedBy: APNsFixture.firstKey)
        #expect(header.alg == "ES256")
        #expect(header.kid == "ABC123DEFG")
        #expect(claims.iss == "DEF123GHIJ")
        #expect(claims.iat == fixture.clock.now.unixSeconds)
        #expect(claims.exp == nil)
    }

    @Test func `the sandbox has a server of its own`() throws {
        let fixture = try APNsFixture(try APNsFixture.settings { $0.environment = .sandbox })
        #expect(try fixture.request().url.hasPrefix("https://api.sandbox.push.apple.com/3/device/"))
        #expect(try fixture.channel.host(for: APNsFixture.destination()) == "api.sandbox.push.apple.com")
    }

    @Test func `a message that must not wait expires at once`() throws {
        let fixture = try APNsFixture(try APNsFixture.settings { $0.ttl = .zero })
        #expect(try fixture.request().header("apns-expiration") == "0")
    }

    @Test(arguments: [
        (Severity?.some(.sev1), "10"), (.sev2, "10"), (.sev3, "10"), (.sev4, "5"), (.sev5, "5"), (nil, "10"),
    ])
    func `what is minor may wait for the device to wake`(_ severity: Severity?, _ priority: String) throws {
        let request = try APNsFixture().request(.sample(severity: severity))
        #expect(request.header("apns-priority") == priority)
    }

    @Test(arguments: [
        (UpdateMode.thread, "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"), (.post, "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
        (.edit, "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
    ])
    func `a notification replaces itself, or the incident's earlier ones`(_ mode: UpdateMode, _ id: String) throws {
        let fixture = try APNsFixture(try APNsFixture.settings { $0.updates = mode })
        let request = try fixture.request()
        #expect(request.header("apns-collapse-id") == id)
        #expect(id.utf8.count <= 64)
        let payload = try APNsFixture.payload(String(decoding: request.body, as: UTF8.self))
        #expect(payload.aps.threadID == (mode == .thread ? "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R" : nil))
    }

    @Test func `the receipt is Apple's own id`() async throws {
        let id = "eabeae54-14a8-11e5-b60b-1697f925ec7b"
        let fixture = try APNsFixture(http: StubHTTPClient(headers: [HTTPHeader("apns-id", id)]))
        #expect(try await fixture.channel.deliver(try fixture.delivery()).id == id)
        let other = try APNsFixture(http: StubHTTPClient(headers: [HTTPHeader("apns-id", "canary")]))
        #expect(try await other.channel.deliver(try other.delivery()).id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test func `a token that Apple calls too old is replaced and sent once more`() async throws {
        let fixture = try APNsFixture(http: APNsFixture.script([(200, ""), (403, "ExpiredProviderToken"), (200, "")]))
        _ = try await fixture.channel.deliver(try fixture.delivery())
        fixture.clock.advance(by: .seconds(30 * 60))
        _ = try await fixture.channel.deliver(try fixture.delivery())
        #expect(fixture.http.requests.count == 3)
        let issued = try fixture.http.requests.map { try TokenContent.read($0, signedBy: APNsFixture.firstKey).1.iat }
        #expect(issued[0] == issued[1])
        #expect(issued[2] == fixture.clock.now.unixSeconds)
    }

    @Test func `a young token that is refused is not replaced`() async throws {
        let fixture = try APNsFixture(http: APNsFixture.script([(403, "ExpiredProviderToken")]))
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(fault?.code == .authenticationRejected)
        #expect(fixture.http.requests.count == 1)
    }

    @Test func `a token that stays refused is sent twice and no more`() async throws {
        let fixture = try APNsFixture(http: APNsFixture.script([(200, ""), (403, "ExpiredProviderToken")]))
        _ = try await fixture.channel.deliver(try fixture.delivery())
        fixture.clock.advance(by: .seconds(30 * 60))
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(fault?.code == .authenticationRejected)
        #expect(fixture.http.requests.count == 3)
    }

    @Test(arguments: ["InvalidProviderToken", "BadEnvironmentKeyInToken", "BadEnvironmentKeyIdInToken"])
    func `once the first key is refused the second one signs, and goes on`(_ reason: String) async throws {
        let http = APNsFixture.script([(403, reason), (200, "")])
        let fixture = try APNsFixture(try APNsFixture.withNextKey(), http: http)
        _ = try await fixture.channel.deliver(try fixture.delivery())
        _ = try await fixture.channel.deliver(try fixture.delivery())
        #expect(http.requests.count == 3)
        #expect(try TokenContent.read(http.requests[0], signedBy: APNsFixture.firstKey).0.kid == "ABC123DEFG")
        for request in http.requests[1...] {
            #expect(try TokenContent.read(request, signedBy: APNsFixture.secondKey).0.kid == "NEXT23DEFG")
        }
        #expect(http.requests[1].usesFreshConnection)
    }

    @Test func `a connection of another key is left for a new one`() async throws {
        let fixture = try APNsFixture(http: APNsFixture.script([(403, "UnrelatedKeyIdInToken"), (200, "")]))
        _ = try await fixture.channel.deliver(try fixture.delivery())
        #expect(fixture.http.requests.map(\.usesFreshConnection) == [false, true])
    }

    @Test(arguments: ["", "canary", "74 0f", String(repeating: "a", count: 63), String(repeating: "a", count: 202)])
    func `what is no device token is refused without repeating it`(_ token: String) throws {
        let channel = try APNsFixture().channel
        let fault = #expect(throws: Fault.self) { try channel.host(for: APNsFixture.destination(token)) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `an attempt whose deadline has passed sends nothing`() async throws {
        let fixture = try APNsFixture()
        let delivery = try fixture.delivery()
        fixture.clock.advance(by: .seconds(60))
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .timedOut)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `the check reaches nobody, and tells a good key from a bad one`() async throws {
        let good = try APNsFixture(http: APNsFixture.script([(400, "BadDeviceToken")]))
        #expect(await good.channel.check().isEmpty)
        #expect(good.http.requests.first?.url.hasSuffix(String(repeating: "0", count: 64)) == true)
        let bad = try APNsFixture(http: APNsFixture.script([(403, "InvalidProviderToken")]))
        #expect(await bad.channel.check().map(\.rule) == ["DLV-401"])
        let away = try APNsFixture(http: .failing(Fault(.connectionRefused, "Nobody listens.")))
        #expect(await away.channel.check().map(\.level) == [.warning])
    }
}
