// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Pushover
import Testing

@Suite struct PushoverChannelTests {
    @Test func `a message says how things stand, what it means and where to read on`() throws {
        let fixture = try PushoverFixture()
        let request = try fixture.channel.request(for: try fixture.delivery())
        #expect(request.url == "https://api.pushover.net/1/messages.json")
        let fields = try fixture.fields()
        #expect(fields["token"] == PushoverFixture.token)
        #expect(fields["user"] == PushoverFixture.user)
        #expect(fields["title"] == "Checkout is failing for some buyers")
        #expect(fields["html"] == "1")
        #expect(
            fields["message"]?.hasPrefix("🟠 Major · Identified\n\n<b>What happened</b>\nSince <b>13:35 UTC</b>") == true
        )
        #expect(fields["message"]?.contains("• Pay by invoice") == true)
        #expect(
            fields["message"]?.contains("<a href=\"https://help.market.example/payments\">our help pages</a>") == true
        )
        #expect(fields["url"]?.hasPrefix("https://status.market.example/") == true)
        #expect(fields["timestamp"] == "\(fixture.clock.now.unixSeconds)")
        #expect(fields["device"] == nil)
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.identified), "1"), (.sev2, .identified, "1"), (.sev3, .identified, "0"),
        (.sev4, .identified, "-1"), (.sev5, .identified, "-1"), (nil, nil, "0"), (.sev1, .resolved, "0"),
    ])
    func `priority follows severity until it is over`(_ severity: Severity?, _ phase: Phase?, _ priority: String) throws
    {
        let fields = try PushoverFixture().fields(.sample(phase: phase, severity: severity))
        #expect(fields["priority"] == priority)
        #expect(fields["retry"] == nil)
    }

    @Test func `an emergency rings until it is acknowledged, and only what is most severe is one`() throws {
        let fixture = try PushoverFixture(PushoverFixture.settings { $0.isEmergency = true })
        let fields = try fixture.fields(.sample(severity: .sev1))
        #expect(fields["priority"] == "2")
        #expect(fields["retry"] == "60")
        #expect(fields["expire"] == "3600")
        #expect(try fixture.fields(.sample(severity: .sev2))["priority"] == "1")
        #expect(try fixture.fields(.sample(phase: .resolved, severity: .sev1))["priority"] == "0")
    }

    @Test func `one device of a user can be named`() throws {
        let fields = try PushoverFixture().fields(to: PushoverFixture.destination("\(PushoverFixture.user):tablet_2"))
        #expect(fields["user"] == PushoverFixture.user)
        #expect(fields["device"] == "tablet_2")
    }

    @Test(arguments: [
        "", "canary", "\(PushoverFixture.user):", "\(PushoverFixture.user):a b", "\(PushoverFixture.user)x",
        "\(PushoverFixture.user.dropLast())-", "a@b.example",
        "\(PushoverFixture.user):\(String(repeating: "a", count: 26))",
    ])
    func `what is no key is refused`(_ address: String) throws {
        let channel = try PushoverFixture().channel
        let fault = #expect(throws: Fault.self) { try channel.host(for: PushoverFixture.destination(address)) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `the receipt is Pushover's, and an emergency's own before it`() async throws {
        let fixture = try PushoverFixture()
        let usual = try await fixture.channel.deliver(try fixture.delivery())
        #expect(usual.id == "647d2300-702c-4b38-8b2f-d56326ae460b")
        let body = #"{"status":1,"request":"647d","receipt":"rLqVuqTRh62UzxtmqiaLzQmVcPgiCy"}"#
        let emergency = try PushoverFixture(http: StubHTTPClient(body: body))
        let receipt = try await emergency.channel.deliver(try emergency.delivery())
        #expect(receipt.id == "rLqVuqTRh62UzxtmqiaLzQmVcPgiCy")
    }

    @Test func `the month's last message says when the next may come`() async throws {
        let headers = [HTTPHeader("x-limit-app-remaining", "0"), HTTPHeader("x-limit-app-reset", "1795270000")]
        let fixture = try PushoverFixture(http: StubHTTPClient(headers: headers, body: PushoverFixture.accepted))
        let receipt = try await fixture.channel.deliver(try fixture.delivery())
        #expect(receipt.restUntil == Timestamp(milliseconds: 1_795_270_000_000))
        let plenty = [HTTPHeader("x-limit-app-remaining", "7"), HTTPHeader("x-limit-app-reset", "1795270000")]
        let other = try PushoverFixture(http: StubHTTPClient(headers: plenty, body: PushoverFixture.accepted))
        #expect(try await other.channel.deliver(try other.delivery()).restUntil == nil)
    }

    @Test func `an exercise is visible in title and message`() throws {
        let fields = try PushoverFixture().fields(.sample(locale: "de", isDrill: true))
        #expect(fields["title"]?.hasPrefix("[ÜBUNG] ") == true)
        #expect(fields["message"]?.hasPrefix("<b>ÜBUNG</b>\n") == true)
    }

    @Test func `the check asks for the application's limits`() async throws {
        let fixture = try PushoverFixture(
            http: StubHTTPClient(body: #"{"limit":10000,"remaining":7496,"reset":1,"status":1}"#)
        )
        #expect(await fixture.channel.check().isEmpty)
        #expect(
            fixture.http.requests.first?.url.hasPrefix("https://api.pushover.net/1/apps/limits.json?token=") == true
        )
        let refused = try PushoverFixture(http: StubHTTPClient(status: 400, body: #"{"token":"invalid","status":0}"#))
        let findings = await refused.channel.check()
        #expect(findings.map(\.rule) == ["DLV-401"])
        #expect(!"\(findings)".contains(PushoverFixture.token))
    }
}
