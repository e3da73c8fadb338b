// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

/// A reader who cannot be reached at one address is reached at the next.
@Suite(.timeLimit(.minutes(2)))
struct FailoverTests {
    private let seen = Logbook<String>()

    /// “mail” behaves as told and falls back to “backup”; “hooks” is for what a destination names itself.
    private func stage(
        patience: Patience = Patience(),
        unknown: UnknownPolicy = .resend,
        backup: @escaping ScriptedChannel.Script = { _ in Receipt() },
        _ script: @escaping ScriptedChannel.Script
    ) -> EngineStage {
        func channel(
            _ name: String,
            fallback: [ChannelName] = [],
            _ script: @escaping ScriptedChannel.Script
        ) -> ConfiguredChannel {
            ConfiguredChannel(
                name: .sample(name),
                adapter: AnyChannel(
                    ScriptedChannel { [seen] delivery throws(Fault) in
                        seen.note("\(name) \(delivery.destination.address)")
                        return try await script(delivery)
                    }
                ),
                unknownPolicy: unknown,
                fallback: fallback,
                patience: patience
            )
        }
        return EngineStage(channels: [
            channel("mail", fallback: [.sample("backup")], script),
            channel("backup", backup),
            channel("hooks") { _ in Receipt() },
        ])
    }

    private func records(_ stage: EngineStage) async -> [String: DeliveryRecord] {
        Dictionary(
            uniqueKeysWithValues: await stage.memory.records()
                .map { ("\($0.destination.channel) \($0.destination.address)", $0) }
        )
    }

    @Test func `a permanent refusal is passed on at once, and shown as rerouted with where to`() async throws {
        let stage = stage { _ throws(Fault) in throw Fault(.recipientRejected, "550") }
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.settled([.rerouted, .delivered])
        }
        #expect(seen.entries == ["mail ada@a.example", "backup ada@a.example"])
        let records = await records(stage)
        let first = try #require(records["mail ada@a.example"])
        let second = try #require(records["backup ada@a.example"])
        #expect(first.state == .rerouted)
        #expect(first.reroutedTo == second.id)
        #expect(second.reroutedFrom == first.id)
        #expect(second.state == .delivered)
    }

    @Test func `the chain goes through the channel's stand-ins, then the reader's own addresses`() async throws {
        let refuse: ScriptedChannel.Script = { _ throws(Fault) in throw Fault(.recipientRejected, "550") }
        let stage = stage(backup: refuse, refuse)
        let elsewhere = Destination(channel: .sample("hooks"), address: "ada@hooks.example")
        try await stage.run {
            try await stage.accept(
                for: [Destination(channel: .sample("mail"), address: "ada@a.example", fallbacks: [elsewhere])]
            )
            await stage.settled([.rerouted, .delivered])
        }
        #expect(seen.entries == ["mail ada@a.example", "backup ada@a.example", "hooks ada@hooks.example"])
    }

    @Test func `where the chain ends, the last one is dead`() async throws {
        let refuse: ScriptedChannel.Script = { _ throws(Fault) in throw Fault(.recipientRejected, "550") }
        let stage = stage(backup: refuse, refuse)
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.settled([.rerouted, .dead])
        }
        let records = await records(stage)
        #expect(records["mail ada@a.example"]?.state == .rerouted)
        #expect(records["backup ada@a.example"]?.state == .dead)
    }

    @Test func `after three failures both go on trying, and the first to arrive ends the other`() async throws {
        let mail = Logbook<Int>()
        let stage = stage { _ throws(Fault) in
            mail.note(1)
            throw Fault(.mailboxFull, "452")
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            for seconds in [1, 6] {
                await stage.asleep(until: start + .seconds(seconds))
                stage.clock.advance(to: start + .seconds(seconds))
            }
            await stage.settled([.rerouted, .delivered])
        }
        #expect(mail.entries.count == 3)
        let records = await records(stage)
        #expect(records["mail ada@a.example"]?.state == .rerouted)
        #expect(records["backup ada@a.example"]?.state == .delivered)
    }

    @Test(arguments: [(Priority.update, 120), (.critical, 30)])
    func `what hangs is passed on after its patience, sooner where it is critical`(
        priority: Priority,
        seconds: Int
    ) async throws {
        let stage = stage { delivery throws(Fault) in
            if delivery.destination.address == "stuck@a.example" {
                throw Fault(.rateLimited, "429", retryAfter: .seconds(3_600))
            }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["stuck@a.example"], priority: priority)
            // What is not recorded yet is under way still, and not passed on.
            await stage.until("the refusal on record") { await records(stage)["mail stuck@a.example"]?.fault != nil }
            // A look at the shortest patience of all may come before, and finds nothing.
            await stage.asleep(until: start + .seconds(seconds), passing: true)
            #expect(seen.entries == ["mail stuck@a.example"])
            stage.clock.advance(to: start + .seconds(seconds))
            await stage.settled([.rerouted, .delivered])
        }
        #expect(seen.entries == ["mail stuck@a.example", "backup stuck@a.example"])
        #expect(await records(stage)["mail stuck@a.example"]?.state == .rerouted)
    }

    @Test func `an attempt that may have arrived is not passed on too early`() async throws {
        let stage = stage(patience: Patience(wait: .seconds(10)), unknown: .hold) { _ throws(Fault) in
            throw Fault(.outcomeUnknown, "lost")
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.settled([.held])
            #expect(seen.entries.count == 1)
            await stage.play("the stand-in") { await stage.memory.records().contains { $0.state == .delivered } }
        }
        #expect(stage.clock.now - start >= .seconds(60))
        #expect(await records(stage)["mail ada@a.example"]?.state == .rerouted)
    }

    @Test func `a host that is not tried has its deliveries passed on without an attempt`() async throws {
        let stage = stage { _ throws(Fault) in throw Fault(.connectionRefused, "refused") }
        let readers = (0..<40).map { "reader\($0)@down.example" }
        try await stage.run {
            try await stage.accept(to: readers)
            await stage.play("all reached by the stand-in") {
                await stage.memory.records().filter { $0.state == .delivered }.count == readers.count
            }
        }
        let attempted = Set(seen.entries.filter { $0.hasPrefix("mail ") }).count
        #expect(attempted < readers.count, "The breaker has spared the rest an attempt.")
        #expect(stage.events.entries.contains { if case .laneOpened = $0 { true } else { false } })
    }

    @Test func `credentials that are refused are one event, and the work goes on by the stand-in`() async throws {
        let stage = stage { _ throws(Fault) in throw Fault(.authenticationRejected, "535") }
        let readers = (0..<20).map { "reader\($0)@host\($0 % 3).example" }
        try await stage.run {
            try await stage.accept(to: readers)
            await stage.until("all reached by the stand-in") {
                await stage.memory.records().filter { $0.state == .delivered }.count == readers.count
            }
            #expect(stage.dispatcher.status().first { $0.channel == .sample("mail") }?.state == .quarantined)
        }
        let events = stage.events.entries.filter { if case .channelQuarantined = $0 { true } else { false } }
        #expect(events.count == 1)
    }

    @Test func `a channel in quarantine recovers by a single trial`() async throws {
        let isMended = Mutex(false)
        let stage = EngineStage { _ throws(Fault) in
            guard isMended.withLock({ $0 }) else { throw Fault(.authenticationRejected, "535") }
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: (0..<30).map { "reader\($0)@host\($0).example" })
            await stage.until("the quarantine") {
                stage.events.entries.contains { if case .channelQuarantined = $0 { true } else { false } }
            }
            isMended.withLock { $0 = true }
            await stage.play("everyone reached") {
                await stage.memory.records().allSatisfy { $0.state == .delivered }
            }
        }
        #expect(stage.events.entries.contains(.channelRecovered(.sample("mail"))))
        #expect(await stage.memory.records().allSatisfy { $0.fault == nil })
    }

    @Test func `an address that says it is gone is held, and later messages to it from the start`() async throws {
        let stage = EngineStage { delivery throws(Fault) in
            seen.note(delivery.destination.address)
            throw Fault(.targetGone, "410")
        }
        try await stage.run {
            try await stage.accept(to: ["gone@a.example"])
            await stage.settled([.held])
            await stage.until("the hold") {
                stage.events.entries.contains { if case .destinationHeld = $0 { true } else { false } }
            }
            try await stage.accept(to: ["gone@a.example"])
            await stage.settled([.held])
        }
        #expect(seen.entries == ["gone@a.example"])
        #expect(await stage.memory.records().map(\.fault?.code).last == .targetGone)
    }
}
