// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What a forecast makes of addresses named one by one, of what it has measured, and of what it has not seen.
struct ForecastDetailTests {
    @Test func `an address named twice counts once, and one that is excluded counts as that`() async throws {
        let scene = try await HubScene()
        try await scene.suppress("out@example.com", .withheld)
        let names = ["x@example.com", "X@Example.com", "out@example.com"]
            .map { #"{"channel": "mail", "to": "\#($0)"}"# }.joined(separator: ",")
        let shown = try await scene.preview(#"{"title": "T", "body": "b", "to": [\#(names)]}"#)
        #expect(shown.integer("forecast/total") == 1)
        #expect(shown.integer("forecast/suppressed") == 1)
        let sent = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(names)]}"#)
        #expect(sent.integer("deliveries") == 1)
    }

    @Test func `who can be reached at no address is not counted`() async throws {
        let scene = try await HubScene()
        try await scene.storage.write { transaction throws(Fault) in
            let nowhere = Member(Destination(channel: .sample("mail"), address: "nowhere"))
            try transaction.upsert([nowhere], in: .sample("people"), from: .imported(generation: 1))
        }
        let request = try ForecastRequest(json(#"{"audiences": ["people"]}"#))
        let shown = try await scene.hub.forecast(request, for: HubScene.ada).document
        #expect(shown.integer("total") == 0)
        let relay = Principal(name: "relay", role: .relay)
        let fault = await #expect(throws: Fault.self) { try await scene.hub.forecast(request, for: relay) }
        #expect(fault?.code == .permissionDenied)
    }

    @Test func `an attempt lasts as long as the middle one of those that were measured, if there are five`()
        async throws
    {
        let scene = try await HubScene()
        func detail() async throws -> (seconds: String, isMeasured: Bool) {
            let request = try ForecastRequest(json(#"{"audiences": ["sellers"], "channels": ["mail"]}"#))
            let shown = try await scene.hub.forecast(request, for: HubScene.ada).document
            let detail = try #require(shown.items("details").first)
            return (
                "\(detail.at("attempt_seconds")?.content ?? .null)",
                detail.at("attempt_measured")?.content == .boolean(true)
            )
        }
        let assumed = try await detail()
        #expect(!assumed.isMeasured)
        var last = assumed
        for (number, seconds) in [3, 1, 50, 2, 4].enumerated() {
            #expect(last == assumed, "\(number) are too few")
            _ = try await scene.send(
                #"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "cy@example.com"}]}"#
            )
            let clock = scene.clock
            try await scene.attempt { _ in
                clock.advance(by: .seconds(seconds))
                return (.delivered(Receipt(id: "r")), .delivered)
            }
            last = try await detail()
        }
        #expect(last.isMeasured && last.seconds.contains("3"), "\(last)")
    }

    /// Of four thousand mail addresses every fourth wants nothing and every fourth is excluded; what is not seen in time
    /// is reckoned to be like what was.
    @Test func `what is reckoned is in the proportions of what was seen`() async throws {
        let clock = ManualClock()
        let scene = try await HubScene(
            wrap: { SlowStorage(base: $0, clock: clock, span: .milliseconds(400)) },
            clock: clock
        )
        let members = (0..<4_000)
            .map { number in
                Member(
                    Destination(channel: .sample("mail"), address: "reader-\(number)@example.com"),
                    interest: number.isMultiple(of: 4) ? .nothing : .everything
                )
            }
        let hooks = (0..<100).map { Member(Destination(channel: .sample("hooks"), address: "http://h.example/\($0)")) }
        try await scene.storage.write { transaction throws(Fault) in
            try transaction.upsert(members + hooks, in: .sample("people"), from: .imported(generation: 1))
            for number in stride(from: 1, to: 4_000, by: 4) {
                try transaction.suppress(
                    Suppression(.withheld, since: clock.now),
                    channel: .sample("mail"),
                    address: "reader-\(number)@example.com",
                    isRecorded: false
                )
            }
        }
        let shown = try await scene.preview(#"{"title": "T", "body": "b", "to": ["people"]}"#)
        #expect(shown.at("forecast/estimated")?.content == .boolean(true))
        #expect(shown.integer("forecast/channels/mail") == 2_000)
        #expect(shown.integer("forecast/channels/hooks") == 50)
        #expect(shown.integer("forecast/suppressed") == 1_000)
        let counted = try await scene.hub.forecast(
            ForecastRequest(json(#"{"audiences": ["people"], "channels": ["mail"]}"#)),
            for: HubScene.ada
        )
        let mail = try #require(shown.items("forecast/details").first { $0.text("channel") == "mail" })
        let exact = try #require(try counted.document.items("details").first)
        #expect(mail.at("duration_seconds")?.content == exact.at("duration_seconds")?.content)
    }
}
