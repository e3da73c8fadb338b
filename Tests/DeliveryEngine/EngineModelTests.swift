// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

/// Random messages to random providers, compared with a model that knows no time, no limits and no order of events.
///
/// What a provider answers depends on the seed, the message, the address and how often it was asked, so that the end of
/// every delivery can be worked out beforehand; limits, breakers, priorities, restarts and chance may change only when
/// it comes.
@Suite(.timeLimit(.minutes(5)))
struct EngineModelTests {
    /// What a provider does with one request.
    enum Answer: CaseIterable {
        case take, unavailable, refuse, slowDown, lose, resolverDown, full

        var fault: Fault? {
            switch self {
            case .take: nil
            case .unavailable: Fault(.providerUnavailable, "503")
            case .refuse: Fault(.connectionRefused, "refused")
            case .slowDown: Fault(.rateLimited, "429", retryAfter: .seconds(2))
            case .lose: Fault(.outcomeUnknown, "the answer was lost")
            case .resolverDown: Fault(.resolverFailed, "our own resolver")
            case .full: Fault(.recipientRejected, "550")
            }
        }
    }

    /// The providers of one seed: each answer follows from its question alone.
    struct Providers: Sendable {
        let seed: UInt64

        func answer(to message: String, at address: String, call: Int) -> Answer {
            var hash = seed &* 0x9E37_79B9_7F4A_7C15
            for byte in "\(message)|\(address)|\(call)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            var generator = SeededGenerator(seed: hash)
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<60: return .take
            case ..<75: return .unavailable
            case ..<82: return .refuse
            case ..<88: return .slowDown
            case ..<93: return .lose
            case ..<96: return .resolverDown
            default: return .full
            }
        }

        /// The end of a delivery, and how often the provider was asked.
        func end(of message: String, at address: String, unknown: UnknownPolicy) -> (state: DeliveryState, calls: Int) {
            var failures = 0
            var call = 0
            while true {
                call += 1
                switch answer(to: message, at: address, call: call) {
                case .take: return (.delivered, call)
                case .full: return (.dead, call)
                case .slowDown, .resolverDown: break
                case .lose where unknown == .hold: return (.held, call)
                case .lose, .unavailable, .refuse:
                    if failures == ScriptedChannel.manifest.retry.schedule.count { return (.dead, call) }
                    failures += 1
                }
            }
        }
    }

    /// Counts what is on the wire, for each lane at once and for each delivery in all.
    final class Wire: Sendable {
        private struct State {
            var calls: [String: Int] = [:]
            var order: [String: [Int]] = [:]
            var underWay: [String: Int] = [:]
            var most: [String: Int] = [:]
        }

        private let state = Mutex(State())

        func begin(_ delivery: Delivery, lane: String) -> Int {
            state.withLock { state in
                state.calls[delivery.key, default: 0] += 1
                state.underWay[lane, default: 0] += 1
                state.most[lane] = max(state.most[lane] ?? 0, state.underWay[lane] ?? 0)
                if let sequence = delivery.message.facts.incident?.sequence {
                    state.order[delivery.destination.address, default: []].append(sequence)
                }
                return state.calls[delivery.key] ?? 0
            }
        }

        func end(lane: String) { state.withLock { $0.underWay[lane, default: 0] -= 1 } }

        var calls: [String: Int] { state.withLock { $0.calls } }
        var order: [String: [Int]] { state.withLock { $0.order } }
        var most: [String: Int] { state.withLock { $0.most } }
    }

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `every delivery ends as its provider's answers say, whatever comes in between`(seed: UInt64) async throws {
        var dice = SeededGenerator(seed: seed)
        let unknown: UnknownPolicy = Bool.random(using: &dice) ? .resend : .hold
        let concurrency = Int.random(in: 1...6, using: &dice)
        let providers = Providers(seed: seed)
        let wire = Wire()
        let stage = EngineStage(
            rate: Bool.random(using: &dice) ? RateLimit(40, per: .seconds(1), burst: 5) : nil,
            ratePerDestination: Bool.random(using: &dice) ? RateLimit(2, per: .seconds(1), burst: 1) : nil,
            concurrency: concurrency,
            order: .all,
            unknown: unknown
        ) { delivery throws(Fault) in
            let address = delivery.destination.address
            let lane = String(address.drop { $0 != "@" })
            let call = wire.begin(delivery, lane: lane)
            defer { wire.end(lane: lane) }
            await Task.yield()
            let answer = providers.answer(to: delivery.message.id.text, at: address, call: call)
            if let fault = answer.fault { throw fault }
            return Receipt()
        }
        let addresses = (0..<12).map { "reader\($0)@host\($0 % 4).example" }
        let messages = Int.random(in: 2...8, using: &dice)
        var expected: [String: DeliveryState] = [:]
        try await stage.run {
            for number in 1...messages {
                let count = Int.random(in: 1...addresses.count, using: &dice)
                let chosen = Array(addresses.shuffled(using: &dice).prefix(count))
                for address in chosen {
                    expected["msg_\(number) \(address)"] =
                        providers.end(of: "msg_\(number)", at: address, unknown: unknown).state
                }
                try await stage.accept(
                    to: chosen,
                    sequence: Bool.random(using: &dice) ? number : nil,
                    priority: Priority.allCases.randomElement(using: &dice) ?? .update
                )
                if Bool.random(using: &dice) {
                    stage.clock.advance(by: .milliseconds(Int.random(in: 1...4_000, using: &dice)))
                }
            }
            await stage.play("the end of every delivery") {
                await stage.memory.records().allSatisfy { !$0.state.isOpen }
            }
        }

        #expect(await stage.states() == expected)
        for record in await stage.memory.records() {
            let attempts = await stage.memory.attempts(of: record.id)
            #expect(attempts.map(\.number) == Array(1...max(1, attempts.count)), "\(record.id)")
            let sent = attempts.filter { $0.fault?.code != .cancelled }.count
            let key = "\(record.message)_\(record.id.rawValue)"
            #expect(wire.calls[key] == sent, "Every request has its attempt, and every attempt its request.")
            let end = providers.end(of: record.message.text, at: record.destination.address, unknown: unknown)
            #expect(sent == end.calls)
        }
        for (lane, most) in wire.most { #expect(most <= concurrency, "\(lane)") }
        for (address, sequence) in wire.order { #expect(sequence == sequence.sorted(), "\(address)") }
    }
}
