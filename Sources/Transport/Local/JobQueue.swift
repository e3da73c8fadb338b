// SPDX-License-Identifier: Apache-2.0

/// Jobs that wait for a thread, and how many threads are awake for them.
///
/// A pure value, told the time in nanoseconds. One thread takes job after job; another is woken only where those before
/// it are behind: a job has been going on for long, or many wait. While any is at work, one of the others looks now and
/// then, so that no job waits behind a long one for as long as that takes.
package struct JobQueue<Job> {
    /// What a thread is to do next.
    package enum Step {
        /// Runs a job, after it has woken so many others.
        case run(Job, waking: Int)
        /// Sleeps until it is woken.
        case sleep
        /// Sleeps for ``JobQueue/watch``, and looks again.
        case watch
    }

    /// From so many waiting jobs for each thread that is awake, another is woken.
    package static var crowd: Int { 64 }
    /// A thread that has taken no job for so long may take long to come to the next.
    package static var patience: UInt64 { 200_000 }
    /// How long the watcher sleeps.
    package static var watch: UInt64 { 1_000_000 }

    private var jobs: [Job] = []
    /// The place of the next one.
    private var head = 0
    package private(set) var awake = 0
    package private(set) var sleeping = 0
    /// Whether there is a watcher, who counts neither as awake nor as sleeping.
    package private(set) var isWatched = false
    /// When a job was taken last, or a thread woken where none was awake.
    private var moment: UInt64 = 0

    package init() {}

    package var count: Int { jobs.count - head }

    /// A thread has begun.
    package mutating func join() { awake += 1 }

    /// Puts a job at the end.
    ///
    /// - Returns: how many threads that sleep are to be woken; they count as awake from now on.
    package mutating func add(_ job: Job, at now: UInt64) -> Int {
        jobs.append(job)
        guard awake == 0 else { return isBehind(at: now) ? wake(1) : 0 }
        moment = now
        return wake(isWatched ? 1 : 2)
    }

    /// The next step of a thread that has ended a job, or was woken.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - isRested: whether it was woken: then the others' delay is why.
    /// - Returns: what it does next.
    package mutating func step(at now: UInt64, isRested: Bool = false) -> Step {
        guard let job = next() else {
            awake -= 1
            return rest()
        }
        let wakes = !isRested && count > 0 && isBehind(at: now) ? wake(1) : 0
        moment = now
        return .run(job, waking: wakes)
    }

    /// The next step of the watcher.
    package mutating func look(at now: UInt64) -> Step {
        isWatched = false
        guard count > 0, isBehind(at: now), let job = next() else { return rest() }
        awake += 1
        moment = now
        // Another takes its place.
        return .run(job, waking: wake(1))
    }

    private mutating func next() -> Job? {
        guard head < jobs.count else {
            jobs.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        // Else it would grow for as long as it is never empty.
        if head >= 1_024, head * 2 > jobs.count {
            jobs.removeFirst(head)
            head = 0
        }
        head += 1
        return jobs[head - 1]
    }

    private mutating func rest() -> Step {
        if awake > 0, !isWatched {
            isWatched = true
            return .watch
        }
        sleeping += 1
        return .sleep
    }

    private func isBehind(at now: UInt64) -> Bool {
        count > Self.crowd * awake || now > moment && now - moment >= Self.patience
    }

    private mutating func wake(_ wanted: Int) -> Int {
        let woken = min(wanted, sleeping)
        sleeping -= woken
        awake += woken
        return woken
    }
}
