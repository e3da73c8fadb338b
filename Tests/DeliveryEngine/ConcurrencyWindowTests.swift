// SPDX-License-Identifier: Apache-2.0

import ChannelKitTesting
import DeliveryEngine
import Testing

struct ConcurrencyWindowTests {
    /// Fills the window, then ends all of it in one bunch.
    private func round(_ window: inout ConcurrencyWindow, _ result: ConcurrencyWindow.Result, latency: Duration? = nil)
    {
        while window.room > 0 { window.started() }
        for _ in 0..<window.inFlight { window.ended(result, latency: latency) }
    }

    /// Starts one and ends one, with the window full all the time.
    private func step(_ window: inout ConcurrencyWindow, _ result: ConcurrencyWindow.Result, latency: Duration? = nil) {
        while window.room > 0 { window.started() }
        window.ended(result, latency: latency)
    }

    @Test(arguments: [(1, 1), (3, 3), (5, 5), (64, 5), (0, 1)])
    func `it begins with five, or the limit where that is less`(limit: Int, size: Int) {
        #expect(ConcurrencyWindow(limit: limit).size == size)
    }

    @Test func `while nothing has gone wrong each full round doubles it`() {
        var window = ConcurrencyWindow(limit: 256)
        var sizes: [Int] = []
        for _ in 0..<7 {
            round(&window, .success)
            sizes.append(window.size)
        }
        #expect(sizes == [10, 20, 40, 80, 160, 256, 256])
    }

    @Test func `on a healthy lane it reaches 256 within 256 successes`() {
        var window = ConcurrencyWindow(limit: 256)
        var successes = 0
        while window.size < 256, successes < 1_000 {
            step(&window, .success)
            successes += 1
        }
        #expect(successes == 251)
    }

    @Test func `after a failure each round of successes adds one`() {
        var window = ConcurrencyWindow(limit: 100)
        for _ in 0..<3 { round(&window, .success) }
        step(&window, .failure)
        let size = window.size
        for _ in 0..<size { step(&window, .success) }
        #expect(window.size == size + 1)
        for _ in 0..<size + 1 { step(&window, .success) }
        #expect(window.size == size + 2)
    }

    @Test func `the first failure takes a step at once, the next step comes after a round of failures`() {
        var window = ConcurrencyWindow(limit: 20, start: 20)
        step(&window, .failure)
        #expect(window.size == 19)
        for _ in 0..<18 { step(&window, .failure) }
        #expect(window.size == 19)
        step(&window, .failure)
        step(&window, .failure)
        #expect(window.size == 18)
    }

    @Test func `it never falls below one, whatever fails`() {
        var window = ConcurrencyWindow(limit: 20)
        for _ in 0..<500 { step(&window, .failure) }
        #expect(window.size == 1)
        #expect(window.room <= 1)
    }

    @Test func `a window that is not in use does not grow`() {
        var window = ConcurrencyWindow(limit: 100, start: 20)
        for _ in 0..<200 {
            window.started()
            window.ended(.success)
        }
        #expect(window.size == 20)
    }

    @Test func `with an eighth kept free for critical work it still grows`() {
        var window = ConcurrencyWindow(limit: 100, start: 40)
        step(&window, .failure)
        while window.inFlight > 0 { window.ended(.neutral) }
        for _ in 0..<4_000 {
            while window.room > window.size / 8 { window.started() }
            window.ended(.success)
        }
        #expect(window.size > 60)
    }

    @Test func `neutral ends change nothing but what is under way`() {
        var window = ConcurrencyWindow(limit: 100)
        round(&window, .neutral)
        #expect(window.size == 5)
        #expect(window.inFlight == 0)
    }

    @Test func `after a restart it is one, then steep to half of what it was, then slow`() {
        var window = ConcurrencyWindow(limit: 64)
        for _ in 0..<5 { round(&window, .success) }
        window.restart(at: 1)
        #expect(window.size == 1)
        for _ in 0..<5 { round(&window, .success) }
        #expect(window.size == 32)
        round(&window, .success)
        #expect(window.size == 33)
    }

    @Test func `a lane that was away twice in a row is soon back at its start`() {
        var window = ConcurrencyWindow(limit: 100)
        window.restart(at: 1)
        window.restart(at: 1)
        for _ in 0..<3 { round(&window, .success) }
        #expect(window.size == 5)
    }

    @Test func `attempts under way over a restart are still counted`() {
        var window = ConcurrencyWindow(limit: 10)
        for _ in 0..<3 { window.started() }
        window.restart(at: 1)
        #expect(window.inFlight == 3)
        #expect(window.room == 0)
        for _ in 0..<3 { window.ended(.neutral) }
        #expect(window.room == 1)
    }

    @Test func `a host that becomes three times as slow shrinks it, one that stays so is the usual in the end`() {
        var window = ConcurrencyWindow(limit: 64, start: 32)
        for _ in 0..<300 { step(&window, .success, latency: .milliseconds(150)) }
        #expect(window.size == 64)
        var least = 64
        for _ in 0..<200 {
            step(&window, .success, latency: .milliseconds(500))
            least = min(least, window.size)
        }
        #expect(least < 64)
        for _ in 0..<3_000 { step(&window, .success, latency: .milliseconds(500)) }
        #expect(window.size == 64)
    }

    @Test func `below a tenth of a second slowness means nothing`() {
        var window = ConcurrencyWindow(limit: 64, start: 32)
        for _ in 0..<300 { step(&window, .success, latency: .milliseconds(2)) }
        for _ in 0..<300 { step(&window, .success, latency: .milliseconds(90)) }
        #expect(window.size == 64)
    }

    @Test(arguments: [UInt64](1...10))
    func `latencies that scatter widely about one mean leave it alone`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = ConcurrencyWindow(limit: 64)
        for _ in 0..<2_000 {
            // One in ten takes many times the shortest.
            let tail = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0...900, using: &random) : 0
            let latency = Int.random(in: 50...400, using: &random) + tail
            step(&window, .success, latency: .milliseconds(latency))
        }
        #expect(window.size >= 60, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...30))
    func `it stays between one and its limit, and never has room for more`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...300, using: &random)
        let failing = Double.random(in: 0...1, using: &random)
        var window = ConcurrencyWindow(limit: limit, start: Int.random(in: 1...400, using: &random))
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0: window.restart(at: Int.random(in: 0...500, using: &random))
            case 1..<50 where window.room > 0: window.started()
            default:
                guard window.inFlight > 0 else { continue }
                let draw = Double.random(in: 0..<1, using: &random)
                let latency = Duration.milliseconds(Int.random(in: 0...2_000, using: &random))
                window.ended(draw < failing ? .failure : draw < 0.95 ? .success : .neutral, latency: latency)
            }
            #expect((1...limit).contains(window.size), "seed \(seed)")
            #expect(window.room >= 0 && window.room <= max(0, window.size - window.inFlight))
        }
    }
}
