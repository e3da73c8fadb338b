// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

struct JobQueueTests {
    private static let patience = JobQueue<Int>.patience

    private enum Step: Equatable {
        case run(Int, waking: Int)
        case sleep, watch

        init(_ step: JobQueue<Int>.Step) {
            switch step {
            case .run(let job, let waking): self = .run(job, waking: waking)
            case .sleep: self = .sleep
            case .watch: self = .watch
            }
        }
    }

    /// A queue whose threads all sleep.
    private final class Line {
        private var queue = JobQueue<Int>()

        init(_ threads: Int) {
            for _ in 0..<threads {
                queue.join()
                #expect(Step(queue.step(at: 0, isRested: true)) == .sleep)
            }
        }

        var awake: Int { queue.awake }
        var sleeping: Int { queue.sleeping }
        var isWatched: Bool { queue.isWatched }

        @discardableResult
        func add(_ job: Int, at now: UInt64) -> Int { queue.add(job, at: now) }

        @discardableResult
        func step(at now: UInt64, isRested: Bool = false) -> Step { Step(queue.step(at: now, isRested: isRested)) }

        @discardableResult
        func look(at now: UInt64) -> Step { Step(queue.look(at: now)) }
    }

    /// One thread at work on the first job since 1,000,000, one that watches, the others asleep.
    private func working(_ threads: Int) -> Line {
        let queue = Line(threads)
        #expect(queue.add(1, at: 1_000_000) == 2)
        #expect(queue.step(at: 1_000_000, isRested: true) == .run(1, waking: 0))
        #expect(queue.step(at: 1_000_000, isRested: true) == .watch)
        return queue
    }

    @Test func `jobs are taken in their order, and a thread that finds none rests`() {
        let queue = Line(2)
        #expect(queue.sleeping == 2)
        for job in 0..<5_000 { queue.add(job, at: 1) }
        for job in 0..<5_000 { #expect(queue.step(at: 2) == .run(job, waking: 0)) }
        #expect(queue.awake == 2)
        #expect(queue.step(at: 2) == .watch)
        #expect(queue.step(at: 2) == .sleep)
        #expect(queue.awake == 0 && queue.sleeping == 1 && queue.isWatched)
    }

    @Test func `the first job wakes a thread and one to watch, and those close behind it no other`() {
        let queue = Line(3)
        #expect(queue.add(1, at: 1_000_000) == 2)
        #expect(queue.add(2, at: 1_000_001) == 0)
        #expect(queue.step(at: 1_000_002, isRested: true) == .run(1, waking: 0))
        #expect(queue.step(at: 1_000_002, isRested: true) == .run(2, waking: 0))
        #expect(queue.step(at: 1_000_003) == .watch)
        #expect(queue.add(3, at: 1_000_003) == 0)
        #expect(queue.awake == 1 && queue.sleeping == 1)
    }

    @Test func `a thread that is alone watches nobody`() {
        let queue = Line(1)
        #expect(queue.add(1, at: 1_000_000) == 1)
        #expect(queue.step(at: 1_000_000, isRested: true) == .run(1, waking: 0))
        #expect(queue.step(at: 1_000_000) == .sleep)
        #expect(!queue.isWatched)
    }

    @Test func `a job behind one that takes long wakes another thread`() {
        let queue = working(3)
        #expect(queue.add(2, at: 1_000_000 + Self.patience - 1) == 0)
        #expect(queue.add(3, at: 1_000_000 + Self.patience) == 1)
        #expect(queue.add(4, at: 1_000_000 + Self.patience) == 0, "nobody sleeps any more")
    }

    @Test func `a thread that has been long at a job has those left behind it shared`() {
        let queue = working(3)
        for job in 2...3 { queue.add(job, at: 1_000_000) }
        #expect(queue.step(at: 1_000_000 + Self.patience) == .run(2, waking: 1))
        #expect(queue.awake == 2)
    }

    @Test func `a job behind a long one is seen by the watcher, though nothing else comes`() {
        let queue = working(3)
        queue.add(2, at: 1_000_001)
        #expect(queue.look(at: 1_000_000 + Self.patience - 1) == .watch)
        #expect(queue.look(at: 1_000_000 + Self.patience) == .run(2, waking: 1), "another watches now")
        #expect(queue.awake == 3 && !queue.isWatched)
        #expect(queue.step(at: 1_500_000, isRested: true) == .watch)
        #expect(queue.step(at: 1_500_000) == .sleep, "one watcher is enough")
        #expect(queue.look(at: 9_000_000) == .watch, "nothing waits, but one is at work")
        #expect(queue.step(at: 9_000_000) == .sleep)
        #expect(queue.look(at: 10_000_000) == .sleep, "nobody is at work any more")
        #expect(queue.awake == 0 && queue.sleeping == 3 && !queue.isWatched)
    }

    @Test func `while one still watches, the first job wakes no second thread`() {
        let queue = working(3)
        #expect(queue.step(at: 1_000_001) == .sleep)
        #expect(queue.isWatched)
        #expect(queue.add(2, at: 1_000_002) == 1)
    }

    @Test func `a thread that was slow to wake wakes nobody`() {
        let queue = Line(3)
        for job in 1...3 { queue.add(job, at: 1_000_000) }
        #expect(queue.step(at: 1_000_000 + 10 * Self.patience, isRested: true) == .run(1, waking: 0))
    }

    @Test func `a crowd of jobs wakes another thread`() {
        let queue = working(5)
        var woken: [Int] = []
        for job in 1...4 * JobQueue<Int>.crowd where queue.add(job, at: 1_000_000) == 1 { woken.append(job) }
        #expect(woken == [JobQueue<Int>.crowd + 1, 2 * JobQueue<Int>.crowd + 1, 3 * JobQueue<Int>.crowd + 1])
    }

    @Test func `a clock that was read earlier by another thread is no delay`() {
        let queue = working(3)
        #expect(queue.add(2, at: 999_000) == 0)
    }
}
