// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import Composition
import HubCore
import Outbox
import Testing

/// How often it is asked whether messages are wanted, and what asking alone must not change.
struct SubscriptionLimitTests {
    private static func offer(perAddress: Int) -> SubscriptionOffer {
        var offer = SubscriptionOffer.sample
        offer.limits.perAddress = perAddress
        return offer
    }

    @Test(arguments: [
        ("mail", "reader-%@mail.example", 12), ("hooks", "http://h.example/%@h.example", 10),
    ])
    func `readers of one mail provider have each their own share, endpoints of one machine have one in common`(
        channel: String,
        address: String,
        asked: Int
    ) async throws {
        let scene = try await HubScene(offer: Self.offer(perAddress: 1))
        for number in 0..<12 {
            let own = address.replacing("%", with: "\(number)")
            _ = try await scene.ask(#"{"channel": "\#(channel)", "to": "\#(own)"}"#)
        }
        #expect(try await scene.questions().count == asked)
    }

    @Test func `an address has one share, however it is written`() async throws {
        let scene = try await HubScene(offer: Self.offer(perAddress: 1))
        for address in ["new@example.com", "New@example.com", "NEW@EXAMPLE.COM"] {
            _ = try await scene.ask(#"{"to": "\#(address)"}"#)
        }
        #expect(try await scene.questions().count == 1)
    }

    @Test func `an endpoint that is known by a single message is given no secret by whoever asks`() async throws {
        let scene = try await HubScene(offer: .sample)
        let known = #"{"channel": "hooks", "to": "http://known.example/hook"}"#
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(known)]}"#)
        let token = try await scene.ask(known)
        #expect(try await scene.destination("http://known.example/hook", on: "hooks")?.secret == nil)
        #expect(try #require(try await scene.hub.confirmSubscription(token)).secret == nil)
    }

    @Test func `the question goes before everything else, and the engine is told of it`() async throws {
        let scene = try await HubScene(offer: .sample)
        let before = scene.wakeCount
        _ = try await scene.ask(#"{"to": "new@example.com"}"#)
        #expect(scene.wakeCount == before + 1)
        #expect(scene.engine.lastWake?.isEmpty == false)
        let claims = try await scene.claim().claims
        #expect(claims.map(\.band.priority) == [.critical])
    }

    @Test func `an address and a list of components have an end`() async throws {
        var offer = SubscriptionOffer.sample
        offer.components = []
        let scene = try await HubScene(offer: offer)
        func place(_ body: String) async throws -> String? {
            let fault = await #expect(throws: Fault.self) {
                try await scene.hub.subscribe(SubscriptionRequest(json(body), offer: offer), from: nil)
            }
            return fault?.context["where"]
        }
        let long = String(repeating: "x", count: 2_550) + "@h.example"
        #expect(try await place(#"{"to": "\#(long)x"}"#) == "/to")
        let names = (0...MessageLimits.components).map { #""c\#($0)""# }.joined(separator: ",")
        #expect(try await place(#"{"to": "a@b.example", "components": [\#(names)]}"#) == "/components")
        // One byte and one component fewer, and it is asked.
        let fewer = names.split(separator: ",").dropLast().joined(separator: ",")
        let body = #"{"to": "\#(long)", "components": [\#(fewer)]}"#
        _ = try await scene.hub.subscribe(SubscriptionRequest(json(body), offer: offer), from: nil)
        #expect(try await scene.questions().count == 1)
    }

    @Test func `without the question's template nothing is opened`() async throws {
        let scene = try await HubScene(offer: .sample, templates: .init())
        let fault = await #expect(throws: Fault.self) { try await scene.hub.openSubscriptions() }
        #expect(fault?.context["where"] == "/subscriptions")
    }
}
