// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Webhook

@Suite struct WebhookChannelTests {
    @Test func `a request carries the body and the headers of Standard Webhooks`() throws {
        let fixture = try WebhookFixture()
        let request = try fixture.request()
        #expect(request.method == "POST")
        #expect(request.url == WebhookFixture.url)
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("user-agent") == "Belfry/1")
        #expect(request.header("webhook-id") == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(request.header("webhook-timestamp") == "1795269900")
        #expect(!request.allowsPrivateNetworks)
        let expected = try WebhookSignature(
            id: "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R",
            moment: fixture.clock.now,
            body: request.body,
            keys: try WebhookKey.keys(in: Secret(WebhookFixture.secret))
        )
        #expect(request.header("webhook-signature") == expected.signatures.first)
    }

    @Test func `a later attempt sends the same bytes and id, signed anew for its own time`() throws {
        let fixture = try WebhookFixture()
        let first = try fixture.request()
        fixture.clock.advance(by: .seconds(600))
        let second = try fixture.channel.request(for: try fixture.delivery(attempt: 2))
        #expect(first.body == second.body)
        #expect(first.header("webhook-id") == second.header("webhook-id"))
        #expect(second.header("webhook-timestamp") == "1795270500")
        #expect(first.header("webhook-signature") != second.header("webhook-signature"))
    }

    @Test func `a destination's own secret signs in place of the channel's`() throws {
        var settings = WebhookSettings()
        settings.secret = Secret(WebhookFixture.otherSecret)
        let fixture = try WebhookFixture(settings)
        let own = try fixture.request()
        let shared = try fixture.request(to: WebhookFixture.destination(secret: nil))
        let alone = try WebhookFixture().request()
        #expect(own.header("webhook-signature") == alone.header("webhook-signature"))
        #expect(own.header("webhook-signature") != shared.header("webhook-signature"))
        #expect(shared.header("webhook-signature") != nil)
    }

    @Test func `a secret in exchange signs with both keys`() throws {
        let both = "\(WebhookFixture.secret),\(WebhookFixture.otherSecret)"
        let request = try WebhookFixture(secrets: ["env:HOOK_SECRET": both]).request()
        let signatures = request.header("webhook-signature")?.split(separator: " ") ?? []
        #expect(signatures.count == 2)
        #expect(Set(signatures).count == 2)
        #expect(signatures.allSatisfy { $0.hasPrefix("v1,") })
    }

    @Test func `without any secret the request is unsigned, and the rendering warns of it`() throws {
        let fixture = try WebhookFixture()
        let unsigned = WebhookFixture.destination(secret: nil)
        let request = try fixture.request(to: unsigned)
        #expect(request.header("webhook-signature") == nil)
        #expect(request.header("webhook-timestamp") != nil)
        #expect(try fixture.channel.render(.sample(), for: unsigned).findings.map(\.rule) == ["unsigned"])
        #expect(try fixture.channel.render(.sample(), for: WebhookFixture.destination()).findings.isEmpty)
    }

    @Test(arguments: [[:], ["env:HOOK_SECRET": "canary-plain-text"], ["env:HOOK_SECRET": ""]])
    func `a destination's unusable secret is that destination's fault alone and is not shown`(
        _ secrets: [String: String]
    ) async throws {
        let fixture = try WebhookFixture(secrets: secrets)
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(fault?.code.faultClass == .permanentDestination)
        #expect(fault?.context["secret"] == "env:HOOK_SECRET")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `an attempt ends by its deadline`() throws {
        let fixture = try WebhookFixture()
        var delivery = try fixture.delivery()
        delivery.deadline = fixture.clock.now + .seconds(3)
        #expect(try fixture.channel.request(for: delivery).timeout == .seconds(3))
        delivery.deadline = fixture.clock.now
        let fault = #expect(throws: Fault.self) { try fixture.channel.request(for: delivery) }
        #expect(fault?.code == .timedOut)
    }

    @Test func `the manifest keeps order, retries for a day and resends what is unknown`() {
        let manifest = WebhookChannel.manifest
        #expect(manifest.order == .all)
        #expect(manifest.unknownPolicy == .resend)
        #expect(manifest.retry.schedule.count == 10)
        #expect(manifest.retry.schedule.reduce(.zero, +) <= manifest.retry.expires)
        #expect(manifest.capabilities == [.deduplicates, .destinationSecrets, .personal])
        #expect(!manifest.isPersonal)
        #expect(manifest.attemptTimeout > WebhookSettings.longestTimeout)
    }
}
