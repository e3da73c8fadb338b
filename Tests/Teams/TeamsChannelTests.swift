// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Teams
import Testing

@Suite struct TeamsChannelTests {
    private func settings(_ json: String) throws -> TeamsSettings {
        try JSONDecoder().decode(TeamsSettings.self, from: Data(json.utf8))
    }

    @Test func `a card is posted to the workflow, and the receipt says what is known`() async throws {
        let fixture = try TeamsFixture()
        let receipt = try await fixture.deliver()
        #expect(fixture.http.requests.map(\.url) == [TeamsFixture.url])
        #expect(receipt.id == nil && receipt.note?.hasPrefix("HTTP 202; the workflow has begun") == true)
        let connector = try TeamsFixture(http: StubHTTPClient(body: "1"))
        #expect(try await connector.deliver().note == "HTTP 200")
    }

    @Test(arguments: [
        (400, "", FaultCode.contentRejected),
        (400, #"{"error":{"code":"InvalidBotAdaptiveCard","message":"canary"}}"#, .contentRejected),
        (400, #"{"error":{"code":"TriggerInputSchemaMismatch"}}"#, .contentRejected),
        (400, #"{"error":{"code":"WorkflowTriggerIsNotEnabled"}}"#, .targetGone),
        (404, #"{"error":{"code":"WorkflowNotFound"}}"#, .targetUnknown),
        (401, #"{"error":{"code":"DirectApiAuthorizationRequired"}}"#, .recipientRejected),
        (401, #"{"error":{"code":"canary"}}"#, .recipientRejected), (403, "canary", .recipientRejected),
        (404, "", .targetUnknown), (410, "", .targetGone), (413, "", .payloadTooLarge), (429, "", .rateLimited),
        (500, #"{"error":{"code":"WorkflowNotFound"}}"#, .providerUnavailable), (502, "", .providerUnavailable),
        (503, "", .providerUnavailable), (302, "", .redirected),
        (
            200,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with canary",
            .rateLimited
        ),
        (202, "Microsoft Teams endpoint returned HTTP error 500", .providerUnavailable),
        (200, "Microsoft Teams endpoint returned HTTP error 413", .payloadTooLarge),
        (200, "Microsoft Teams endpoint returned HTTP error 403", .recipientRejected),
        (200, "Microsoft Teams endpoint returned HTTP error unknown", .providerUnavailable),
    ])
    func `every answer has its meaning, and none stops the channel`(
        _ status: Int,
        _ body: String,
        _ code: FaultCode
    ) async throws {
        let fixture = try TeamsFixture(http: StubHTTPClient(status: status, body: body))
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == code)
        #expect(fault?.code.faultClass != .configuration)
        #expect(fault?.context["http_status"] == "\(status)")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
    }

    @Test func `Retry-After counts with a success that is none, too`() async throws {
        let fixture = try TeamsFixture(
            http: StubHTTPClient(
                headers: [HTTPHeader("retry-after", "30")],
                body: "Microsoft Teams endpoint returned HTTP error 429"
            )
        )
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.retryAfter == .seconds(30) && fault?.context["provider_code"] == "429")
    }

    @Test func `a destination's own workflow goes before the channel's`() async throws {
        let own = "https://prod-2.logic.azure.com:443/workflows/x?sig=own"
        let fixture = try TeamsFixture(secrets: ["env:OWN": "\(own)\n"])
        _ = try await fixture.channel.deliver(try fixture.delivery(secret: "env:OWN"))
        #expect(fixture.http.requests.map(\.url) == [own])
    }

    @Test(arguments: [[:], ["env:OWN": "canary"], ["env:OWN": "http://teams.example/canary"], ["env:OWN": ""]])
    func `a secret that is no URL is that destination's fault alone`(_ secrets: [String: String]) async throws {
        let fixture = try TeamsFixture(secrets: secrets)
        let delivery = try fixture.delivery(secret: "env:OWN")
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(delivery) }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `an attempt ends by its deadline`() throws {
        let fixture = try TeamsFixture()
        var delivery = try fixture.delivery()
        delivery.deadline = fixture.clock.now + .seconds(3)
        #expect(try fixture.channel.request(for: delivery).timeout == .seconds(3))
        delivery.deadline = fixture.clock.now
        #expect(#expect(throws: Fault.self) { try fixture.channel.request(for: delivery) }?.code == .timedOut)
    }

    @Test func `every setting is read, and has a default`() throws {
        #expect(try settings("{}") == TeamsSettings())
        let settings = try settings(
            #"{"webhook": "http://127.0.0.1:9/canary", "timeout": "2500ms", "allow_private_networks": true}"#
        )
        try settings.validate()
        let channel = try TeamsChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("t"), address: "Our team")) == "127.0.0.1:9")
        #expect(settings.timeout == .milliseconds(2_500))
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self) + "\(settings)"
        dump(settings, to: &shown)
        #expect(!shown.contains("canary"))
    }

    @Test(arguments: [
        (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "999ms"}"#, "timeout"), (#"{"webhook": ""}"#, "webhook"),
        (#"{"webhook": "http://teams.example/canary"}"#, "webhook"), (#"{"webhook": "canary"}"#, "webhook"),
    ])
    func `a bad value is refused by the name of its key, without the value`(_ json: String, _ key: String) throws {
        let settings = try settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid && fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `the channel keeps the adapter contract`() async {
        var settings = TeamsSettings()
        settings.webhook = Secret("https://teams.example/canary-of-the-channel")
        var slow = TeamsSettings()
        slow.timeout = .seconds(31)
        let conformance = ChannelConformance<TeamsChannel>(
            settings: settings,
            addresses: ["Incidents"],
            hostileAddresses: ["", " ", "https://teams.example/x", "a\r\nX: y", "a\u{0}"],
            canarySecrets: ["canary-of-the-channel"],
            refusedSettings: [slow],
            acceptance: HTTPResponse(status: 202),
            destinationSecret: "https://teams.example/workflows?sig=canary-of-the-destination"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
