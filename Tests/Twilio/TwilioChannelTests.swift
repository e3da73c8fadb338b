// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Twilio

@Suite struct TwilioChannelTests {
    @Test func `a message is a form with the number, the sender and the text`() throws {
        let fixture = try TwilioFixture()
        let delivery = try fixture.delivery()
        let request = try fixture.channel.request(for: delivery)
        #expect(request.method == "POST")
        #expect(request.url == "https://api.twilio.com/2010-04-01/Accounts/\(TwilioFixture.account)/Messages.json")
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        #expect(
            request.header("authorization")
                == "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpjYW5hcnkwMTIzNDU2Nzg5Y2FuYXJ5MDEyMzQ1Njc4OQ=="
        )
        #expect(request.form["To"] == "+4915112345678")
        #expect(request.form["From"] == "+15017122661")
        #expect(request.form["Body"] == delivery.rendering["text"])
        #expect(request.form["ValidityPeriod"] == "3600")
        #expect(request.form["MessagingServiceSid"] == nil)
        #expect(request.usesFreshConnection)
        #expect(!request.allowsPrivateNetworks)
    }

    @Test func `a service sends in place of a number, and a key signs in place of the account`() throws {
        let settings = TwilioFixture.settings {
            $0.from = nil
            $0.messagingService = "MG0123456789abcdef0123456789abcdef"
            $0.apiKey = "SK0123456789abcdef0123456789abcdef"
        }
        let fixture = try TwilioFixture(settings)
        let request = try fixture.channel.request(for: try fixture.delivery())
        #expect(request.form["MessagingServiceSid"] == settings.messagingService)
        #expect(request.form["From"] == nil)
        #expect(request.header("authorization")?.hasPrefix("Basic U0swMTIz") == true)
    }

    @Test func `the receipt is the message's SID`() async throws {
        let body = "{\"sid\":\"SM0123\",\"status\":\"queued\",\"num_segments\":\"2\",\"body\":\"…\"}"
        let fixture = try TwilioFixture(http: StubHTTPClient(status: 201, body: body))
        let receipt = try await fixture.channel.deliver(try fixture.delivery())
        #expect(receipt == Receipt(id: "SM0123", note: "queued, 2 segments"))
        let silent = try TwilioFixture(http: StubHTTPClient(status: 201, body: "[]"))
        #expect(try await silent.channel.deliver(try silent.delivery()) == Receipt(note: "the answer names no message"))
    }

    @Test func `what may have been sent is held for a person`() async throws {
        #expect(TwilioChannel.manifest.unknownPolicy == .hold)
        let fixture = try TwilioFixture(http: .failing(Fault(.outcomeUnknown, "No answer.")))
        let fault = await #expect(throws: Fault.self) { try await fixture.channel.deliver(try fixture.delivery()) }
        #expect(fault?.code == .outcomeUnknown)
    }

    @Test func `a check reads the account and sends nothing`() async throws {
        let active = try TwilioFixture(http: StubHTTPClient(status: 200, body: "{\"status\":\"active\"}"))
        #expect(await active.channel.check().isEmpty)
        #expect(active.http.requests.map(\.method) == ["GET"])
        #expect(active.http.requests.first?.url.hasSuffix("/Accounts/\(TwilioFixture.account).json") == true)
        let suspended = try TwilioFixture(http: StubHTTPClient(status: 200, body: "{\"status\":\"suspended\"}"))
        #expect(await suspended.channel.check().map(\.rule) == ["account_inactive"])
        let refused = try TwilioFixture(http: StubHTTPClient(status: 401, body: "{\"code\":20003}"))
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }
}
