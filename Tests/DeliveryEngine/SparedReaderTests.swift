// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Testing

/// A component that comes and goes, and a reader who is to be told so much an hour and no more.
@Suite(.timeLimit(.minutes(2)))
struct SparedReaderTests {
    private let told = Logbook<String>()
    private let stage: EngineStage

    init() {
        stage = EngineStage(ratePerReader: RateLimit(2, per: .seconds(3_600))) { [told] delivery throws(Fault) in
            told.note(delivery.message.title)
            return Receipt(id: delivery.message.title)
        }
    }

    private func accept(
        _ title: String,
        _ incident: String,
        _ sequence: Int,
        _ phase: Phase = .investigating,
        priority: Priority = .update
    ) async throws {
        let ada = Destination(channel: .sample("mail"), address: "ada@a.example")
        try await stage.accept(
            title,
            for: [ada],
            sequence: sequence,
            priority: priority,
            of: incident,
            phase: phase
        )
    }

    private func states(_ state: DeliveryState) async -> Int { await stage.states().values.count { $0 == state } }

    @Test func `what came and went while the reader was spared is not told, and what is there is`() async throws {
        let start = stage.clock.now
        try await stage.run {
            try await accept("first is down", "inc_1", 1)
            await stage.until("one is told") { await states(.delivered) == 1 }
            try await accept("first is up", "inc_1", 2, .resolved)
            await stage.until("two are told") { await states(.delivered) == 2 }
            // From here on the reader is spared.
            try await accept("second is down", "inc_2", 1)
            await stage.asleep(until: start + .seconds(1_800))
            try await accept("second is up", "inc_2", 2, .resolved)
            await stage.until("the older one gives way") { await states(.superseded) == 1 }
            try await accept("third is down", "inc_3", 1)
            // What is critical waits for nobody's turn.
            try await accept("all is down", "inc_4", 1, priority: .critical)
            await stage.until("three are told") { await states(.delivered) == 3 }
            await stage.play("nothing waits") {
                await stage.states().values.allSatisfy { ![.pending, .inFlight].contains($0) }
            }
        }
        #expect(told.entries == ["first is down", "first is up", "all is down", "third is down"])
        #expect(await states(.expired) == 1)
        let spared = await stage.memory.records().first { $0.state == .expired }
        #expect(spared?.fault?.context["last_fault"] == FaultCode.superseded.rawValue)
    }

    @Test func `where a provider's limit makes a message wait, nothing is kept from its reader`() async throws {
        let told = Logbook<String>()
        let stage = EngineStage(ratePerDestination: RateLimit(1, per: .seconds(3_600))) {
            [told] delivery throws(Fault) in
            told.note(delivery.message.title)
            return Receipt(id: delivery.message.title)
        }
        let ada = Destination(channel: .sample("mail"), address: "ada@a.example")
        try await stage.run {
            try await stage.accept("first is down", for: [ada], sequence: 1, of: "inc_1", phase: .investigating)
            await stage.until("one is told") { await stage.states().values.contains(.delivered) }
            try await stage.accept("second is up", for: [ada], sequence: 2, of: "inc_2", phase: .resolved)
            await stage.play("nothing waits") {
                await stage.states().values.allSatisfy { ![.pending, .inFlight].contains($0) }
            }
        }
        #expect(told.entries == ["first is down", "second is up"])
    }

    @Test func `who has heard that something is down hears that it is up, however long it takes`() async throws {
        try await stage.run {
            try await accept("first is down", "inc_1", 1)
            try await accept("other is down", "inc_2", 1)
            await stage.until("two are told") { await states(.delivered) == 2 }
            try await accept("first is up", "inc_1", 2, .resolved)
            try await accept("other is up", "inc_2", 2, .resolved)
            await stage.play("all are told") { await states(.delivered) == 4 }
        }
        #expect(Set(told.entries.suffix(2)) == ["first is up", "other is up"])
    }
}
