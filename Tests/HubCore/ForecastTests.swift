// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// What is forecast is what is sent.
struct ForecastTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    private func forecast(_ body: String) async throws -> Document {
        try await scene.hub.forecast(ForecastRequest(json(body)), for: HubScene.ada).document
    }

    @Test func `who is in two audiences is counted once`() async throws {
        let shown = try await forecast(#"{"audiences": ["buyers", "sellers"]}"#)
        #expect(shown.integer("total") == 5)
        #expect(shown.integer("channels/mail") == 3)
        #expect(shown.at("estimated")?.content == .boolean(false))
        #expect(shown.items("details").compactMap { $0.text("channel") } == ["banner", "hooks", "mail"])
        let sent = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers", "sellers"]}"#)
        #expect(sent.integer("deliveries") == 5)
    }

    @Test func `interests, persons and excluded addresses are heeded as the fan-out heeds them`() async throws {
        try await scene.importList(
            """
            channel,to,person,components,severity
            mail,a@example.com,p1,,
            mail,a2@example.com,p1,,
            mail,b@example.com,,search,
            mail,c@example.com,,checkout,sev2
            mail,d@example.com,,,none
            mail,e@example.com,,,

            """
        )
        _ = try await scene.hub.suppress(
            SuppressAddress(json(#"{"channel": "mail", "to": "e@example.com"}"#), channels: [.sample("mail")]),
            by: HubScene.ada
        )
        let grave = #"{"audiences": ["people"], "severity": "sev1", "components": ["checkout"]}"#
        let shown = try await forecast(grave)
        #expect(shown.integer("total") == 2)
        #expect(shown.integer("suppressed") == 1)
        let slight = #"{"audiences": ["people"], "severity": "sev4", "components": ["checkout"]}"#
        #expect(try await forecast(slight).integer("total") == 1)
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev1", "components": ["checkout"], "audiences": ["people"], "body": "b"}"#
        )
        #expect(declared.integer("update/deliveries") == 2)
    }

    @Test func `a channel that is left out is not counted, nor an address named that is there already`() async throws {
        #expect(try await forecast(#"{"audiences": ["buyers"], "channels": ["mail"]}"#).integer("total") == 2)
        let preview = try await scene.preview(
            #"{"title": "T", "body": "b", "to": ["sellers", {"channel": "mail", "to": "Cy@example.com"}, {"channel": "mail", "to": "x@example.com"}]}"#
        )
        #expect(preview.integer("forecast/total") == 3)
    }

    @Test func `past its time a preview reckons the rest from what it has seen`() async throws {
        let clock = scene.clock
        let slow = try await HubScene(
            wrap: { SlowStorage(base: $0, clock: clock, span: .milliseconds(400)) },
            clock: clock
        )
        let lines = (0..<10_000).map { "mail,reader-\($0)@example.com\n" }.joined()
        try await slow.importList("channel,to\n" + lines + "hooks,http://h.example\n")
        let shown = try await slow.preview(#"{"title": "T", "body": "b", "to": ["people"]}"#)
        #expect(shown.at("forecast/estimated")?.content == .boolean(true))
        #expect(shown.integer("forecast/total") == 10_001)
        let counted = try await slow.hub.forecast(
            ForecastRequest(json(#"{"audiences": ["people"]}"#)),
            for: HubScene.ada
        )
        #expect(try counted.document.at("estimated")?.content == .boolean(false))
        #expect(try counted.document.integer("total") == 10_001)
    }

    @Test func `an audience that is not there is named`() async throws {
        let fault = await #expect(throws: Fault.self) { try await forecast(#"{"audiences": ["buyrs"]}"#) }
        #expect(fault?.code == .audienceUnknown)
        #expect(fault?.suggestedAction == "Did you mean “buyers”?")
    }
}
