// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DispatcherOrderTests {
    @Test func `a newer update replaces an older one that could not be delivered yet`() async throws {
        let seen = Logbook<Int>()
        let stage = EngineStage { delivery throws(Fault) in
            let sequence = delivery.message.facts.incident?.sequence ?? 0
            seen.note(sequence)
            if sequence == 1 { throw Fault(.providerUnavailable, "500") }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"], sequence: 1)
            await stage.asleep(until: start + .seconds(1))
            try await stage.accept(to: ["ada@a.example"], sequence: 2)
            await stage.settled([.superseded, .delivered])
        }
        #expect(seen.entries == [1, 2])
        #expect(await stage.states() == ["msg_1 ada@a.example": .superseded, "msg_2 ada@a.example": .delivered])
    }

    @Test func `a channel that keeps the sequence waits for the older update`() async throws {
        let seen = Logbook<Int>()
        let stage = EngineStage(order: .all) { delivery throws(Fault) in
            let sequence = delivery.message.facts.incident?.sequence ?? 0
            if seen.note(sequence) == 1 { throw Fault(.providerUnavailable, "500") }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"], sequence: 1)
            await stage.asleep(until: start + .seconds(1))
            try await stage.accept(to: ["ada@a.example"], sequence: 2)
            stage.clock.advance(to: start + .seconds(1))
            await stage.settled([.delivered])
        }
        #expect(seen.entries == [1, 1, 2])
    }

    @Test func `later updates are handed the receipt of the first`() async throws {
        let threads = Logbook<String?>()
        let stage = EngineStage { delivery in
            threads.note(delivery.thread?.id)
            return Receipt(id: "<\(delivery.key)@market.example>")
        }
        try await stage.run {
            for sequence in 1...3 {
                try await stage.accept(to: ["ada@a.example"], sequence: sequence)
                await stage.settled([.delivered])
            }
        }
        #expect(threads.entries == [nil, "<msg_1_1@market.example>", "<msg_1_1@market.example>"])
    }

    @Test(arguments: [(UnknownPolicy.hold, DeliveryState.held, 1), (.resend, .delivered, 2)])
    func `an unknown outcome is held or sent again as the channel says`(
        policy: UnknownPolicy,
        end: DeliveryState,
        attempts: Int
    ) async throws {
        let count = Logbook<Int>()
        let stage = EngineStage(unknown: policy) { delivery throws(Fault) in
            if count.note(delivery.attempt) == 1 { throw Fault(.outcomeUnknown, "no answer") }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            if policy == .resend {
                await stage.asleep(until: start + .seconds(1))
                stage.clock.advance(by: .seconds(1))
            }
            await stage.settled([end])
        }
        #expect(count.entries.count == attempts)
        #expect(await stage.memory.attempts(of: Delivery.ID(1)).first?.result == .unknown)
    }

    @Test func `what nobody could deliver in time expires`() async throws {
        let stage = EngineStage { _ throws(Fault) in throw Fault(.resolverFailed, "no resolver") }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.asleep(until: start + .seconds(1))
            stage.clock.advance(by: .seconds(86_400))
            await stage.settled([.expired])
        }
    }
}
