// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Ntfy
import Testing

@Suite struct NtfyChannelTests {
    @Test func `a message says how things stand, what it means and where to read on`() throws {
        let request = try NtfyFixture().request()
        #expect(request.url == "https://ntfy.sh/")
        #expect(request.header("authorization") == "Bearer tk_canary_channel")
        let message = try request.message
        #expect(message.topic == "market-incidents")
        #expect(message.title == "Checkout is failing for some buyers")
        #expect(message.message.hasPrefix("🟠 Major · Identified\n\nWhat happened\nSince 13:35 UTC"))
        #expect(message.message.contains("our help pages (https://help.market.example/payments)"))
        #expect(message.tags == ["sev2", "identified", "checkout", "payments"])
        #expect(message.click?.hasPrefix("https://status.market.example/") == true)
        #expect(!message.markdown)
    }

    @Test func `markup is written where the setting asks for it`() throws {
        let message = try NtfyFixture(NtfyFixture.settings { $0.isMarkdown = true }).request().message
        #expect(message.markdown)
        #expect(message.message.contains("Since **13:35 UTC** about a third"))
        #expect(message.message.contains("[our help pages](https://help.market.example/payments)"))
        #expect(message.message.contains("\n- Pay by invoice"))
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.identified), 5), (.sev2, .identified, 4), (.sev3, .identified, 3),
        (.sev4, .identified, 2), (.sev5, .identified, 2), (nil, nil, 3), (.sev1, .resolved, 3), (.sev5, .resolved, 2),
    ])
    func `priority follows severity until it is over`(_ severity: Severity?, _ phase: Phase?, _ priority: Int) throws {
        #expect(try NtfyFixture().request(.sample(phase: phase, severity: severity)).message.priority == priority)
    }

    @Test func `a notification takes its own place, or that of the incident's earlier ones`() throws {
        #expect(try NtfyFixture().request().header("x-sequence-id") == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        let fixture = try NtfyFixture(NtfyFixture.settings { $0.updates = .edit })
        #expect(try fixture.request().header("x-sequence-id") == "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test func `a topic's own token takes precedence`() throws {
        let request = try NtfyFixture().request(to: NtfyFixture.destination(secret: "env:NTFY_TOPIC"))
        #expect(request.header("authorization") == "Bearer tk_canary_topic")
        let open = try NtfyFixture(NtfyFixture.settings { $0.token = nil })
        #expect(try open.request().header("authorization") == nil)
    }

    @Test(arguments: ["", "a b", "tk\r\nx: y"])
    func `a token that no header can hold is that topic's own fault`(_ token: String) throws {
        let fixture = try NtfyFixture(secrets: ["env:NTFY_TOPIC": token])
        for reference in ["env:NTFY_TOPIC", "env:NOWHERE"] {
            let fault = #expect(throws: Fault.self) {
                try fixture.request(to: NtfyFixture.destination(secret: reference))
            }
            #expect(fault?.code == .destinationSecretInvalid)
        }
    }

    @Test(arguments: ["", "a b", "a/b", "https://ntfy.sh/a", String(repeating: "a", count: 65), "ä"])
    func `what is no topic is refused`(_ topic: String) throws {
        let channel = try NtfyFixture().channel
        let fault = #expect(throws: Fault.self) { try channel.host(for: NtfyFixture.destination(topic)) }
        #expect(fault?.code == .addressInvalid)
    }

    @Test func `the receipt is ntfy's id`() async throws {
        let fixture = try NtfyFixture()
        #expect(try await fixture.channel.deliver(try fixture.delivery()).id == "xE73Iyuabi")
        let odd = try NtfyFixture(http: StubHTTPClient(body: #"{"id":"../canary"}"#))
        #expect(try await odd.channel.deliver(try odd.delivery()).id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test func `an exercise is visible`() throws {
        let message = try NtfyFixture().request(.sample(locale: "de", isDrill: true)).message
        #expect(message.title.hasPrefix("[ÜBUNG] "))
        #expect(message.tags.contains("drill"))
    }

    @Test(arguments: HostileMessages.all, [false, true])
    func `no message becomes an attachment or is refused for its title`(
        _ hostile: HostileMessage,
        _ isMarkdown: Bool
    ) throws {
        let message = try NtfyFixture(NtfyFixture.settings { $0.isMarkdown = isMarkdown }).request(hostile.message)
            .message
        #expect((1...4_096).contains(message.message.utf8.count))
        #expect((1...1_024).contains(message.title.utf8.count))
        #expect(message.tags.joined(separator: ",").utf8.count <= 512)
        #expect(!message.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test func `the check asks for the account, or for the server's health`() async throws {
        let fixture = try NtfyFixture()
        #expect(await fixture.channel.check().isEmpty)
        let open = try NtfyFixture(NtfyFixture.settings { $0.token = nil })
        #expect(await open.channel.check().isEmpty)
        #expect(
            fixture.http.requests.map(\.url) + open.http.requests.map(\.url) == [
                "https://ntfy.sh/v1/account", "https://ntfy.sh/v1/health",
            ]
        )
        let refused = try NtfyFixture(http: StubHTTPClient(status: 401))
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try NtfyFixture().request(.plannedSample(locale: locale)).message.message.contains(time))
        #expect(try !NtfyFixture().request(.plannedSample(.completed, locale: locale)).message.message.contains(time))
    }
}
