// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Testing

/// The breaker against a slow one that keeps every result and counts them anew each time.
struct BreakerModelTests {
    private struct Model {
        let rules = Breaker.Rules()
        var phase = Breaker.Phase.closed
        var generation = 0
        var openings = 0
        var probe: Int?
        var probes: [Bool] = []
        var results: [(at: Timestamp, failed: Bool)] = []

        func admits(at now: Timestamp) -> Breaker.Verdict {
            switch phase {
            case .closed: return .yes
            case .open(let until): return now >= until ? .probe : .no(until: until)
            case .halfOpen: return probe == nil ? .probe : .no(until: nil)
            }
        }

        mutating func started(_ number: Int, at now: Timestamp) {
            guard admits(at: now) == .probe else { return }
            phase = .halfOpen
            probe = number
        }

        mutating func abandoned(_ number: Int) {
            if probe == number { probe = nil }
        }

        mutating func ended(
            _ number: Int,
            startedIn began: Int,
            _ result: Breaker.Result,
            at now: Timestamp,
            jitter: Double
        ) -> Breaker.Change? {
            guard began == generation else { return nil }
            switch phase {
            case .open:
                return nil
            case .halfOpen:
                guard probe == number else { return nil }
                probe = nil
                if result == .neutral { return nil }
                if result == .failure { return open(at: now, jitter) }
                probes.append(true)
                guard probes.count == rules.successesToClose else { return nil }
                enter(.closed)
                openings = 0
                return .closed
            case .closed:
                if result == .neutral { return nil }
                results.append((now, result == .failure))
                guard result == .failure else { return nil }
                let row = results.reversed().prefix { $0.failed }.count
                let bucket = { (moment: Timestamp) in moment.milliseconds / 10_000 }
                let recent = results.filter { bucket(now) - bucket($0.at) < 6 }
                let failed = recent.filter(\.failed).count
                guard row >= 5 || (recent.count >= 20 && failed * 2 >= recent.count) else { return nil }
                return open(at: now, jitter)
            }
        }

        private mutating func open(at now: Timestamp, _ jitter: Double) -> Breaker.Change {
            var span = Duration.seconds(30)
            for _ in 0..<openings { span = min(span * 2, .seconds(900)) }
            openings += 1
            enter(.open(until: now + span * jitter))
            return .opened(until: now + span * jitter)
        }

        private mutating func enter(_ next: Breaker.Phase) {
            phase = next
            generation += 1
            probe = nil
            probes = []
            results = []
        }
    }

    @Test(arguments: [UInt64](1...40))
    func `over random events it does as the slow one does`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Some seeds mostly succeed, some mostly fail, and the pace differs.
        let failing = Double.random(in: 0.1...0.9, using: &random)
        let pace = [200, 3_000, 20_000][Int(seed % 3)]
        var breaker = Breaker()
        var model = Model()
        var now = Timestamp(milliseconds: 1_795_300_000_000)
        var outstanding: [(number: Int, ticket: Breaker.Ticket)] = []
        var changes = 0
        for number in 0..<4_000 {
            now = now + .milliseconds(Int64.random(in: 0...Int64(pace), using: &random))
            let verdict = breaker.admits(at: now)
            #expect(verdict == model.admits(at: now), "seed \(seed), event \(number)")
            let isStray = Int.random(in: 0..<20, using: &random) == 0
            if verdict == .yes || verdict == .probe || isStray, outstanding.count < 12 {
                let ticket = breaker.started(at: now)
                model.started(number, at: now)
                #expect(ticket.isProbe == (model.probe == number))
                outstanding.append((number, ticket))
            }
            guard !outstanding.isEmpty, Bool.random(using: &random) else { continue }
            let (ended, ticket) = outstanding.remove(at: Int.random(in: 0..<outstanding.count, using: &random))
            if Int.random(in: 0..<20, using: &random) == 0 {
                breaker.abandoned(ticket)
                model.abandoned(ended)
                continue
            }
            let draw = Double.random(in: 0..<1, using: &random)
            let result: Breaker.Result = draw < 0.05 ? .neutral : draw < failing ? .failure : .success
            let jitter = Double.random(in: 0.8...1.2, using: &random)
            let change = breaker.ended(ticket, result, at: now, jitter: jitter)
            let expected = model.ended(ended, startedIn: ticket.generation, result, at: now, jitter: jitter)
            #expect(change == expected, "seed \(seed), event \(number)")
            #expect(breaker.phase == model.phase, "seed \(seed), event \(number)")
            #expect(breaker.generation == model.generation && breaker.openings == model.openings)
            changes += change == nil ? 0 : 1
        }
        if failing > 0.5 { #expect(changes > 0) }
    }
}
