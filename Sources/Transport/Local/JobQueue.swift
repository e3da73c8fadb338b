// SPDX-License-Identifier: Apache-2.0

/// Jobs that wait for a thread, and how many threads are awake for them.
///
/// A pure value, told the time in nanoseconds. One thread takes job after job; another is woken only where those before
/// it are behind: a job has been going on for long, or many wait.
package struct JobQueue<Job> {
    /// From so many waiting jobs for each thread that is awake, another is woken.
    package static var crowd: Int { 64 }
    /// A thread that has taken no job for so long may take long to come to the next.
    package static var patience: UInt64 { 200_000 }

    private var jobs: [Job] = []
    /// The place of the next one.
    private var head = 0
    package private(set) var awake = 0
    package private(set) var sleeping = 0
    /// When a job was taken last, or a thread woken where none was awake.
    private var moment: UInt64 = 0

    package init() {}

    package var count: Int { jobs.count - head }

    /// A thread has begun.
    package mutating func join() { awake += 1 }

    /// Puts a job at the end.
    ///
    /// - Returns: whether a thread that sleeps is to be woken; it counts as awake from now on.
    package mutating func add(_ job: Job, at now: UInt64) -> Bool {
        jobs.append(job)
        if awake == 0 { moment = now } else if !isBehind(at: now) { return false }
        return wakeOne()
    }

    /// Takes the next job out.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - isRested: whether the thread has just been woken: then the others' delay is why it was.
    /// - Returns: the job, nil where the thread is to sleep; and whether another thread is to be woken.
    package mutating func take(at now: UInt64, isRested: Bool) -> (job: Job?, wakesAnother: Bool) {
        guard head < jobs.count else {
            jobs.removeAll(keepingCapacity: true)
            head = 0
            awake -= 1
            sleeping += 1
            return (nil, false)
        }
        // Else it would grow for as long as it is never empty.
        if head >= 1_024, head * 2 > jobs.count {
            jobs.removeFirst(head)
            head = 0
        }
        let job = jobs[head]
        head += 1
        let isBehind = !isRested && count > 0 && isBehind(at: now)
        moment = now
        return (job, isBehind && wakeOne())
    }

    private func isBehind(at now: UInt64) -> Bool {
        count > Self.crowd * awake || now > moment && now - moment >= Self.patience
    }

    private mutating func wakeOne() -> Bool {
        guard sleeping > 0 else { return false }
        sleeping -= 1
        awake += 1
        return true
    }
}
