// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct BreakerTests {
    let start = Timestamp(milliseconds: 1_795_300_000_000)

    /// Lets `count` attempts start and end one after the other.
    @discardableResult
    private func run(
        _ breaker: inout Breaker,
        _ count: Int,
        _ result: Breaker.Result,
        at now: Timestamp,
        jitter: Double = 1
    ) -> Breaker.Change? {
        var change: Breaker.Change?
        for _ in 0..<count {
            let ticket = breaker.started(at: now)
            change = breaker.ended(ticket, result, at: now, jitter: jitter) ?? change
        }
        return change
    }

    private func opened(at now: Timestamp) -> Breaker {
        var breaker = Breaker()
        run(&breaker, 5, .failure, at: now)
        return breaker
    }

    @Test func `five failures in a row open it, four do not`() {
        var breaker = Breaker()
        #expect(run(&breaker, 4, .failure, at: start) == nil)
        #expect(breaker.phase == .closed)
        #expect(run(&breaker, 1, .failure, at: start) == .opened(until: start + .seconds(30)))
        #expect(breaker.admits(at: start) == .no(until: start + .seconds(30)))
        #expect(breaker.openings == 1)
        #expect(breaker.generation == 1)
    }

    @Test func `a success in between begins the row anew, a neutral result does not`() {
        var breaker = Breaker()
        run(&breaker, 4, .failure, at: start)
        run(&breaker, 1, .success, at: start)
        run(&breaker, 4, .failure, at: start)
        #expect(breaker.phase == .closed)
        run(&breaker, 50, .neutral, at: start)
        #expect(run(&breaker, 1, .failure, at: start) != nil)
    }

    @Test(arguments: [(9, 10, false), (10, 9, false), (10, 10, true), (11, 9, true), (9, 11, false)])
    func `of twenty results in a minute half have to fail`(failures: Int, successes: Int, opens: Bool) {
        var breaker = Breaker()
        // Interleaved, so that never five fail in a row; a failure comes last, since only that can open it.
        var left = (failures: failures, successes: successes)
        var results: [Breaker.Result] = []
        while left.failures + left.successes > 0 {
            if left.successes > 0, left.successes >= left.failures {
                results.append(.success)
                left.successes -= 1
            } else {
                results.append(.failure)
                left.failures -= 1
            }
        }
        var now = start
        for result in results {
            run(&breaker, 1, result, at: now)
            now = now + .seconds(2)
        }
        #expect((breaker.phase != .closed) == opens)
    }

    @Test func `what failed more than a minute ago no longer counts`() {
        var breaker = Breaker()
        for index in 0..<18 { run(&breaker, 1, index.isMultiple(of: 2) ? .success : .failure, at: start) }
        run(&breaker, 1, .success, at: start + .seconds(75))
        run(&breaker, 1, .failure, at: start + .seconds(75))
        #expect(breaker.phase == .closed)
    }

    @Test func `open, it admits nothing until its time is over, and then one probe`() {
        var breaker = opened(at: start)
        #expect(breaker.admits(at: start + .seconds(29)) == .no(until: start + .seconds(30)))
        let later = start + .seconds(30)
        #expect(breaker.admits(at: later) == .probe)
        let probe = breaker.started(at: later)
        #expect(probe.isProbe)
        #expect(breaker.phase == .halfOpen)
        #expect(breaker.admits(at: later + .seconds(600)) == .no(until: nil))
    }

    @Test func `three successful probes one after the other close it`() {
        var breaker = opened(at: start)
        let later = start + .seconds(30)
        for number in 1...3 {
            #expect(breaker.admits(at: later) == .probe)
            let change = breaker.ended(breaker.started(at: later), .success, at: later, jitter: 1)
            #expect(change == (number == 3 ? .closed : nil))
        }
        #expect(breaker.phase == .closed)
        #expect(breaker.openings == 0)
        #expect(breaker.generation == 2)
    }

    @Test func `a probe that fails opens it for twice as long, up to a quarter of an hour`() {
        var breaker = opened(at: start)
        var now = start
        var spans: [Duration] = []
        for _ in 0..<8 {
            guard case .open(let until) = breaker.phase else { break }
            spans.append(until - now)
            now = until
            run(&breaker, 1, .failure, at: now)
        }
        #expect(spans == [30, 60, 120, 240, 480, 900, 900, 900].map { .seconds($0) })
    }

    @Test func `one failure among the probes is enough`() {
        var breaker = opened(at: start)
        run(&breaker, 2, .success, at: start + .seconds(30))
        #expect(run(&breaker, 1, .failure, at: start + .seconds(30)) == .opened(until: start + .seconds(90)))
    }

    @Test(arguments: [0.8, 1, 1.2])
    func `the open time is multiplied with the jitter`(jitter: Double) {
        var breaker = Breaker()
        let change = run(&breaker, 5, .failure, at: start, jitter: jitter)
        #expect(change == .opened(until: start + .seconds(30) * jitter))
    }

    @Test func `a neutral end and an abandoned attempt make room for another probe and change nothing else`() {
        var breaker = opened(at: start)
        let later = start + .seconds(30)
        run(&breaker, 1, .success, at: later)
        run(&breaker, 1, .neutral, at: later)
        #expect(breaker.admits(at: later) == .probe)
        let ticket = breaker.started(at: later)
        breaker.abandoned(ticket)
        #expect(breaker.admits(at: later) == .probe)
        #expect(run(&breaker, 2, .success, at: later) == .closed)
    }

    @Test func `late results of an older generation change nothing`() {
        var breaker = Breaker()
        let old = (0..<10).map { _ in breaker.started(at: start) }
        run(&breaker, 5, .failure, at: start)
        let before = breaker
        for ticket in old { #expect(breaker.ended(ticket, .failure, at: start + .seconds(1), jitter: 1) == nil) }
        for ticket in old { breaker.abandoned(ticket) }
        #expect(breaker == before)
        run(&breaker, 3, .success, at: start + .seconds(30))
        let closed = breaker
        for ticket in old { #expect(breaker.ended(ticket, .failure, at: start + .seconds(31), jitter: 1) == nil) }
        #expect(breaker == closed)
    }

    @Test func `an attempt that was not admitted proves nothing about a half-open one`() {
        var breaker = opened(at: start)
        let stray = breaker.started(at: start + .seconds(1))
        let probe = breaker.started(at: start + .seconds(30))
        #expect(!stray.isProbe)
        #expect(breaker.ended(stray, .failure, at: start + .seconds(31), jitter: 1) == nil)
        #expect(breaker.phase == .halfOpen)
        #expect(breaker.admits(at: start + .seconds(31)) == .no(until: nil))
        #expect(breaker.ended(probe, .success, at: start + .seconds(32), jitter: 1) == nil)
        #expect(breaker.admits(at: start + .seconds(32)) == .probe)
    }

    @Test func `it goes on after a restart where it was`() {
        var breaker = opened(at: start)
        run(&breaker, 1, .failure, at: start + .seconds(30))
        let health = breaker.health(for: Lane.ID(7))
        #expect(health.openings == 2)
        #expect(health.openUntil == start + .seconds(90))
        var restored = Breaker(restoring: health)
        #expect(restored.phase == breaker.phase)
        #expect(restored.generation == breaker.generation)
        #expect(run(&restored, 1, .failure, at: start + .seconds(90)) == .opened(until: start + .seconds(210)))
    }

    @Test func `half-open it is kept as open with its time over`() {
        var breaker = opened(at: start)
        _ = breaker.started(at: start + .seconds(30))
        let restored = Breaker(restoring: breaker.health(for: Lane.ID(1)))
        #expect(restored.admits(at: start + .seconds(31)) == .probe)
        #expect(restored.openings == 1)
    }

    @Test func `closed it is kept as closed`() {
        var breaker = opened(at: start)
        run(&breaker, 3, .success, at: start + .seconds(30))
        let health = breaker.health(for: Lane.ID(1))
        #expect(health == LaneHealth(lane: Lane.ID(1), generation: 2, openings: 0, openUntil: nil))
        #expect(Breaker(restoring: health).admits(at: start) == .yes)
    }

    @Test func `released by an operator it is tried at once, and a failure still doubles its time`() {
        var breaker = opened(at: start)
        breaker.release(at: start + .seconds(5))
        #expect(breaker.admits(at: start + .seconds(5)) == .probe)
        #expect(Breaker(restoring: breaker.health(for: Lane.ID(1))).admits(at: start + .seconds(5)) == .probe)
        #expect(run(&breaker, 1, .failure, at: start + .seconds(5)) == .opened(until: start + .seconds(65)))
        var closed = Breaker()
        closed.release(at: start)
        #expect(closed == Breaker())
    }

    @Test func `a clock that was put back by an hour does not keep it open for an hour`() {
        let breaker = opened(at: start)
        #expect(breaker.admits(at: start - .seconds(3_600)) == .probe)
    }

    @Test func `it may be forgotten once nothing recent is counted`() {
        var breaker = Breaker()
        #expect(breaker.isIdle(at: start))
        run(&breaker, 1, .failure, at: start)
        run(&breaker, 1, .success, at: start)
        #expect(!breaker.isIdle(at: start + .seconds(1)))
        #expect(breaker.isIdle(at: start + .seconds(75)))
        #expect(!opened(at: start).isIdle(at: start + .seconds(7_200)))
    }
}
