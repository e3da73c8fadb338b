// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import WebPush

@Suite struct WebPushChannelTests {
    @Test func `the browser decrypts what was rendered`() async throws {
        let fixture = try WebPushFixture()
        let request = try await fixture.request()
        let rendering = try fixture.channel.render(.sample(), for: WebPushFixture.destination())
        #expect(try Browser.decrypted(request.body) == rendering["notification"])
        #expect(request.url == WebPushFixture.url)
        #expect(request.method == "POST")
        #expect(request.header("content-encoding") == "aes128gcm")
        #expect(request.header("content-type") == "application/octet-stream")
        #expect(request.header("authorization")?.hasPrefix("vapid t=") == true)
    }

    @Test func `two attempts are encrypted with different keys`() async throws {
        let fixture = try WebPushFixture()
        let first = try await fixture.request()
        let second = try await fixture.request()
        #expect(first.body.prefix(16) != second.body.prefix(16))
        #expect(first.body[21..<86] != second.body[21..<86])
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.identified), "high"), (.sev2, .investigating, "high"),
        (.sev1, .resolved, "normal"), (.sev3, .identified, "normal"), (.sev4, .identified, "low"),
        (.sev5, .monitoring, "low"), (nil, nil, "normal"),
    ])
    func `urgency follows severity until it is over`(
        _ severity: Severity?,
        _ phase: Phase?,
        _ urgency: String
    ) async throws {
        let request = try await WebPushFixture().request(.sample(phase: phase, severity: severity))
        #expect(request.header("urgency") == urgency)
    }

    @Test func `the topic is the incident, and a notice has none`() async throws {
        let fixture = try WebPushFixture()
        #expect(try await fixture.request().header("topic") == "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        var notice = Message.sample()
        notice.facts.incident = nil
        #expect(try await fixture.request(notice).header("topic") == nil)
    }

    @Test func `the time to live is what is left of it, and a minute at least`() async throws {
        let fixture = try WebPushFixture(WebPushFixture.settings { $0.ttl = .seconds(3_600) })
        for (age, ttl) in [(0, "3600"), (600, "3000"), (7_200, "60")] as [(Int, String)] {
            let delivery = try fixture.delivery(acceptedAt: fixture.clock.now - .seconds(age))
            _ = try await fixture.channel.deliver(delivery)
            #expect(fixture.http.requests.last?.header("ttl") == ttl)
        }
    }

    @Test func `a redirect to another server of the push service is followed once, with a token for it`() async throws {
        let http = StubHTTPClient { request in
            let isFirst = request.url.hasPrefix("https://push.example.net/")
            let place = HTTPHeader("location", "https://push-7.example.net/m/1")
            return isFirst ? HTTPResponse(status: 307, headers: [place]) : HTTPResponse(status: 201)
        }
        let fixture = try WebPushFixture(http: http)
        let receipt = try await fixture.channel.deliver(try fixture.delivery())
        #expect(receipt.note == "HTTP 201")
        #expect(http.requests.map(\.url) == [WebPushFixture.url, "https://push-7.example.net/m/1"])
        #expect(http.requests[0].header("authorization") != http.requests[1].header("authorization"))
    }

    @Test(arguments: ["http://push-7.example.net/", "ftp://x", "/elsewhere"])
    func `a redirect to what is no push service is refused`(_ place: String) async throws {
        let http = StubHTTPClient(status: 307, headers: [HTTPHeader("location", place)])
        let fixture = try WebPushFixture(http: http)
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(fault?.code == .redirected)
        #expect(http.requests.count == 1)
    }

    @Test(arguments: [nil, "env:NOWHERE", "env:BROKEN"])
    func `a destination without usable keys is refused and nothing is sent`(_ secret: String?) async throws {
        let fixture = try WebPushFixture(secrets: ["env:BROKEN": "canary"])
        let destination = WebPushFixture.destination(secret: secret)
        let fault = await #expect(throws: Fault.self) {
            try await fixture.channel.deliver(try fixture.delivery(to: destination))
        }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault.map { "\($0)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
        let findings = try fixture.channel.render(.sample(), for: destination).findings
        #expect(findings.contains { $0.rule == "keys_missing" } == (secret == nil))
    }

    @Test func `an attempt whose deadline has passed sends nothing`() async throws {
        let fixture = try WebPushFixture()
        let delivery = try fixture.delivery()
        fixture.clock.advance(by: .seconds(60))
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .timedOut)
        #expect(fixture.http.requests.isEmpty)
    }
}
