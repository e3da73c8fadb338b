// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

struct JobQueueTests {
    private static let patience = JobQueue<Int>.patience

    /// A queue whose threads all sleep.
    private final class Line {
        private var queue = JobQueue<Int>()

        init(_ threads: Int) {
            for _ in 0..<threads {
                queue.join()
                _ = queue.take(at: 0, isRested: true)
            }
        }

        var awake: Int { queue.awake }
        var sleeping: Int { queue.sleeping }

        @discardableResult
        func add(_ job: Int, at now: UInt64) -> Bool { queue.add(job, at: now) }

        @discardableResult
        func take(at now: UInt64, isRested: Bool = false) -> (job: Int?, wakesAnother: Bool) {
            queue.take(at: now, isRested: isRested)
        }
    }

    @Test func `jobs are taken in their order, and a thread that finds none sleeps`() {
        let queue = Line(2)
        #expect(queue.sleeping == 2)
        for job in 0..<5_000 { queue.add(job, at: 1) }
        for job in 0..<5_000 { #expect(queue.take(at: 2).job == job) }
        let awake = queue.awake
        #expect(queue.take(at: 2).job == nil)
        #expect(queue.awake == awake - 1)
    }

    @Test func `the first job wakes a thread, and those close behind it no other`() {
        let queue = Line(2)
        #expect(queue.add(1, at: 1_000_000))
        #expect(!queue.add(2, at: 1_000_001))
        #expect(queue.take(at: 1_000_002, isRested: true) == (1, false))
        #expect(!queue.add(3, at: 1_000_003))
        #expect(queue.awake == 1)
    }

    @Test func `a job behind one that takes long wakes another thread`() {
        let queue = Line(2)
        queue.add(1, at: 1_000_000)
        queue.take(at: 1_000_000, isRested: true)
        #expect(!queue.add(2, at: 1_000_000 + Self.patience - 1))
        #expect(queue.add(3, at: 1_000_000 + Self.patience))
        #expect(!queue.add(4, at: 1_000_000 + Self.patience), "there is no third")
    }

    @Test func `a thread that has been long at a job has those left behind it shared`() {
        let queue = Line(2)
        for job in 1...3 { queue.add(job, at: 1_000_000) }
        queue.take(at: 1_000_000, isRested: true)
        #expect(queue.take(at: 1_000_000 + Self.patience) == (2, true))
        #expect(queue.awake == 2)
    }

    @Test func `a thread that was slow to wake wakes nobody`() {
        let queue = Line(2)
        for job in 1...3 { queue.add(job, at: 1_000_000) }
        #expect(queue.take(at: 1_000_000 + 10 * Self.patience, isRested: true) == (1, false))
    }

    @Test func `a crowd of jobs wakes another thread`() {
        let queue = Line(3)
        var woken: [Int] = []
        for job in 1...4 * JobQueue<Int>.crowd where queue.add(job, at: 1_000_000) { woken.append(job) }
        #expect(woken == [1, JobQueue<Int>.crowd + 1, 2 * JobQueue<Int>.crowd + 1])
    }

    @Test func `a clock that was read earlier by another thread is no delay`() {
        let queue = Line(2)
        queue.add(1, at: 1_000_000)
        #expect(!queue.add(2, at: 999_000))
    }
}
