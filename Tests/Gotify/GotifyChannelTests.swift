// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Gotify
import Testing

@Suite struct GotifyChannelTests {
    @Test func `a message says how things stand, what it means and where to read on`() throws {
        let request = try GotifyFixture().request()
        #expect(request.url == "https://push.market.example/message")
        #expect(request.header("x-gotify-key") == "Acanary.channel")
        let message = try request.message
        #expect(message.title == "Checkout is failing for some buyers")
        #expect(message.message.hasPrefix("**🟠 Major · Identified**\n\n**What happened**\n\nSince **13:35 UTC** about"))
        #expect(message.message.contains("\n- Pay by invoice"))
        #expect(message.message.contains("\n\ncheckout, payments\n\n"))
        #expect(message.extras.display.contentType == "text/markdown")
        #expect(message.extras.notification?.click.url.hasPrefix("https://status.market.example/") == true)
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.identified), 10), (.sev2, .identified, 8), (.sev3, .identified, 5),
        (.sev4, .identified, 2), (nil, nil, 5), (.sev1, .resolved, 5), (.sev5, .resolved, 2),
    ])
    func `priority follows severity until it is over`(_ severity: Severity?, _ phase: Phase?, _ priority: Int) throws {
        #expect(try GotifyFixture().request(.sample(phase: phase, severity: severity)).message.priority == priority)
    }

    @Test func `an application's own token takes precedence`() throws {
        let request = try GotifyFixture().request(to: GotifyFixture.destination(secret: "env:GOTIFY_OWN"))
        #expect(request.header("x-gotify-key") == "Acanary.own")
    }

    @Test func `without any token nothing is sent, and the preview says so`() throws {
        let fixture = try GotifyFixture(GotifyFixture.settings { $0.token = nil })
        let findings = try fixture.channel.render(.sample(), for: GotifyFixture.destination()).findings
        #expect(findings.map(\.rule) == ["token_missing"])
        let fault = #expect(throws: Fault.self) { try fixture.request() }
        #expect(fault?.code == .destinationSecretInvalid)
    }

    @Test(arguments: ["", "a b", "A\r\nx: y"])
    func `a token that no header can hold is that destination's own fault`(_ token: String) throws {
        let fixture = try GotifyFixture(secrets: ["env:GOTIFY_OWN": token])
        for reference in ["env:GOTIFY_OWN", "env:NOWHERE"] {
            let fault = #expect(throws: Fault.self) {
                try fixture.request(to: GotifyFixture.destination(secret: reference))
            }
            #expect(fault?.code == .destinationSecretInvalid)
        }
    }

    @Test func `the receipt is the message's number`() async throws {
        let fixture = try GotifyFixture()
        #expect(try await fixture.channel.deliver(try fixture.delivery()).id == "25")
        let odd = try GotifyFixture(http: StubHTTPClient(body: "canary"))
        #expect(try await odd.channel.deliver(try odd.delivery()).id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test func `a server may live below a path`() throws {
        let fixture = try GotifyFixture(GotifyFixture.settings { $0.server = "https://market.example:8443/gotify/" })
        #expect(try fixture.request().url == "https://market.example:8443/gotify/message")
        #expect(try fixture.channel.host(for: GotifyFixture.destination()) == "market.example:8443")
    }

    @Test func `an exercise is visible`() throws {
        #expect(try GotifyFixture().request(.sample(locale: "de", isDrill: true)).message.title.hasPrefix("[ÜBUNG] "))
    }

    @Test(arguments: HostileMessages.all)
    func `no message is too long, and its markup does nothing that was not meant`(_ hostile: HostileMessage) throws {
        let message = try GotifyFixture().request(hostile.message).message
        #expect((1...GotifyMessage.longest).contains(message.message.utf8.count))
        #expect((1...250).contains(message.title.utf8.count))
        #expect(!message.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
        let html = Markdown(message.message).html()
        #expect(!html.contains("href=\"javascript:"))
        #expect(!html.contains("<script"))
        #expect(!html.contains("<img"))
    }

    @Test func `the check asks for the server's health`() async throws {
        let fixture = try GotifyFixture()
        #expect(await fixture.channel.check().isEmpty)
        #expect(fixture.http.requests.map(\.url) == ["https://push.market.example/health"])
        #expect(fixture.http.requests.first?.header("x-gotify-key") == nil)
        let away = try GotifyFixture(http: StubHTTPClient(status: 502))
        #expect(await away.channel.check().map(\.level) == [.warning])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        let text = try GotifyFixture().request(.plannedSample(locale: locale)).message.message
        #expect(text.replacing("\\", with: "").contains(time))
        #expect(try !GotifyFixture().request(.plannedSample(.completed, locale: locale)).message.message.contains(time))
    }
}
