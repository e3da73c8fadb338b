// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import ProcessPlugins
import Testing

@Suite struct ValueTests {
    private static func json(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test func `rests double up to a minute, and a minute of service starts them anew`() {
        var pace = RestartPace()
        var now = Timestamp(milliseconds: 1_000_000)
        var rests: [Duration?] = []
        for _ in 0..<8 {
            pace.ended(at: now, lived: .seconds(59))
            rests.append(pace.remaining(at: now))
            now = now + .seconds(60)
            #expect(pace.remaining(at: now) == nil)
        }
        #expect(rests == [1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
        pace.ended(at: now, lived: .seconds(60))
        #expect(pace.remaining(at: now) == .seconds(1))
        // A clock that was put back makes no rest longer.
        #expect(pace.remaining(at: now - .seconds(3_600)) == nil)
    }

    @Test func `the log takes a burst, then a trickle, and is told what it missed`() {
        var budget = LogBudget()
        let taken = (0..<100).compactMap { _ in budget.take(at: .zero) }
        #expect(taken.count == 20)
        #expect(budget.take(at: .seconds(1)) == 80)
        #expect(budget.take(at: .seconds(1)) == 0)
    }

    @Test(arguments: FaultCode.allCases.filter { $0.rawValue.hasPrefix("DLV-") })
    func `every fault of an attempt can be reported by its type`(code: FaultCode) {
        #expect(PluginFaults.byType[code.errorType] == code)
    }

    @Test func `a plugin cannot report troubles of the hub's own machine`() {
        for type in ["resources_exhausted", "resolver_failed", "cancelled", "storage_full", "channel_held"] {
            #expect(PluginFaults.byType[type] == nil)
        }
        #expect(PluginFaults.byType["address_invalid"] == .addressInvalid)
        #expect(PluginFaults.byType["secret_missing"] == .secretMissing)
    }

    @Test(arguments: [
        (#"{"outcome":"failed","fault":{"error_type":"target_gone","message":"m"}}"#, FaultCode.targetGone),
        (#"{"outcome":"failed","fault":{"error_type":"made_up","message":"m"}}"#, .providerUnavailable),
        (#"{"outcome":"failed"}"#, .providerUnavailable), (#"{"outcome":"unknown"}"#, .outcomeUnknown),
        (#"{"outcome":"failed","fault":{"error_type":"auth_rejected"}}"#, .authenticationRejected),
        (#"{"outcome":"failed","fault":{"error_type":"payload_too_large"}}"#, .payloadTooLarge),
    ])
    func `an outcome other than delivered is the fault that it names`(text: String, code: FaultCode) throws {
        let outcome = PluginOutcome(try Self.json(text), plugin: "p", cleaned: { $0 })
        #expect(throws: (any Error).self) { try outcome?.result.get() }
        guard case .failure(let fault)? = outcome?.result else { return }
        #expect(fault.code == code)
    }

    @Test(arguments: [
        (#"{"outcome":"delivered"}"#, String?.none), (#"{"outcome":"delivered","receipt":"a"}"#, "a"),
        (#"{"outcome":"delivered","receipt":17}"#, "17"), (#"{"outcome":"delivered","receipt":null}"#, nil),
        (#"{"outcome":"delivered","receipt":["x"]}"#, nil),
    ])
    func `a receipt is kept where it is one`(text: String, id: String?) throws {
        let outcome = try #require(PluginOutcome(try Self.json(text), plugin: "p", cleaned: { $0 }))
        #expect(try outcome.result.get().id == id)
    }

    @Test(arguments: [#"{"outcome":"sent"}"#, #"{"outcome":true}"#, "{}", "[]", "null"])
    func `anything else is no outcome`(text: String) throws {
        #expect(PluginOutcome(try Self.json(text), plugin: "p", cleaned: { $0 }) == nil)
    }

    @Test func `secrets are masked wherever they stand, and short words are left alone`() {
        let redaction = Redaction(["hunter22", "hunter22long", "ab"])
        #expect(redaction.cleaned("a hunter22long b hunter22hunter22 ab") == "a ••• b •••••• ab")
    }

    @Test(
        arguments: ["text", "markdown", "html"],
        [(10, "bytes"), (80, "characters"), (400, "bytes"), (3_000, "utf16")]
    )
    func `every message is written within the limits`(format: String, limit: (Int, String)) throws {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let text =
            #"{"name":"child","formats":["\#(format)"],"limits":{"body":{"max":\#(limit.0),"unit":"\#(limit.1)"}}}"#
        let description = try PluginDescription(try Self.json(text), of: try stage.file())
        let unit = try #require(TextUnit(named: limit.1))
        for sample in HostileMessages.all {
            let rendering = PluginText(description).rendering(of: sample.message)
            let body = try #require(rendering["body"])
            #expect(unit.count(body) <= limit.0, "\(sample)")
            if format == "html" { #expect(!body.contains("<script") && !body.contains("<img"), "\(sample)") }
        }
        let ordinary = PluginText(description).rendering(of: .sample())
        #expect(limit.0 < 100 || ordinary["body"]?.contains("Checkout is failing") == true)
        let planned = PluginText(description).rendering(of: .plannedSample())
        #expect(limit.0 < 1_000 || planned["body"]?.contains("Planned: Sat 21 Nov 2026, 22:00") == true)
    }

    @Test func `a title has a part of its own where the plugin has a limit for one`() throws {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let text = #"{"name":"child","limits":{"title":{"max":12,"unit":"characters"}}}"#
        let description = try PluginDescription(try Self.json(text), of: try stage.file())
        let rendering = PluginText(description).rendering(of: .sample())
        #expect(rendering["title"]?.count ?? 99 <= 12)
        #expect(rendering["body"]?.contains("Checkout is failing for some buyers") == false)
        #expect(rendering["body"]?.contains("What happened\nSince 13:35 UTC about a third") == true)
    }
}
