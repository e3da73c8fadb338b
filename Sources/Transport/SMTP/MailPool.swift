// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Dispatch
import Synchronization

/// The connections to one relay, each on a thread of its own, and the mails that wait for one.
///
/// Threads, because libcurl blocks until the relay's verdict has come. They start when mails wait and end when they
/// have been idle for a while.
final class MailPool: Sendable {
    static let idleLimit = Duration.seconds(30)

    private struct State {
        var queue: [MailJob] = []
        var inHand: [UInt64: MailJob] = [:]
        var threads = 0
        /// Threads that take no more mail and are closing their connection.
        var closing = 0
        /// Threads that sleep and have not been told to wake.
        var sleeping = 0
        var isShutDown = false
    }

    private let relay: MailRelay
    private let caFile: String?
    private let state = Mutex(State())
    /// One count for each sleeping thread told to wake.
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(relay: MailRelay, caFile: String?) {
        self.relay = relay
        self.caFile = caFile
    }

    func submit(_ job: MailJob) {
        let needs: Need? = state.withLock { state in
            guard !state.isShutDown else { return nil }
            state.queue.append(job)
            if state.sleeping > 0 {
                state.sleeping -= 1
                return .wake
            }
            guard state.threads < max(1, relay.connections) else { return .patience }
            state.threads += 1
            return .thread
        }
        switch needs {
        case nil: job.finish(.failure(Self.cancelled))
        case .patience: break
        case .wake: wake.signal()
        case .thread: if !WorkerThread.start({ [self] in carry() }) { threadFailed() }
        }
    }

    /// What a mail put into the queue needs to be carried.
    private enum Need {
        case wake, thread, patience
    }

    /// Takes a waiting mail out of the queue, or asks for one under way to be given up.
    func cancel(_ id: UInt64) {
        let removed: MailJob? = state.withLock { state in
            if let place = state.queue.firstIndex(where: { $0.id == id }) { return state.queue.remove(at: place) }
            state.inHand[id]?.stop(.cancelled)
            return nil
        }
        removed?.finish(.failure(Self.cancelled))
    }

    /// Gives up every mail and returns when all threads have ended.
    func shutDown() {
        let (queue, threads) = state.withLock { state in
            state.isShutDown = true
            for job in state.inHand.values { job.stop(.shutDown) }
            defer { state.queue = [] }
            return (state.queue, state.threads + state.closing)
        }
        for job in queue { job.finish(.failure(Self.cancelled)) }
        for _ in 0..<threads { wake.signal() }
        for _ in 0..<threads { ended.wait() }
    }

    /// A thread's whole life.
    private func carry() {
        var connection: MailConnection?
        var last: UInt64?
        while let job = next(after: last) {
            connection = connection ?? MailConnection(relay: relay, caFile: caFile)
            let result = connection?.submit(job) ?? .failure(Self.exhausted)
            if connection?.isSpent == true { connection = nil }
            last = job.id
            job.finish(result)
        }
        connection = nil
        let isShutDown = state.withLock { state in
            state.closing -= 1
            return state.isShutDown
        }
        if isShutDown { ended.signal() }
    }

    /// Takes the next mail, and sleeps until there is one.
    ///
    /// - Parameter last: the mail that is done with.
    /// - Returns: nil where the thread is to end.
    private func next(after last: UInt64?) -> MailJob? {
        var isIdle = false
        while true {
            let (job, mustEnd): (MailJob?, Bool) = state.withLock { state in
                if let last { state.inHand[last] = nil }
                if let job = state.queue.first, !state.isShutDown {
                    state.queue.removeFirst()
                    state.inHand[job.id] = job
                    return (job, false)
                }
                guard state.isShutDown || isIdle else {
                    state.sleeping += 1
                    return (nil, false)
                }
                // In the same breath: a mail that comes now must find that it needs another thread.
                state.threads -= 1
                state.closing += 1
                return (nil, true)
            }
            if job != nil || mustEnd { return job }
            isIdle = sleep()
        }
    }

    /// - Returns: whether nobody woke the thread in time.
    private func sleep() -> Bool {
        if wake.wait(timeout: .now() + .seconds(Int(Self.idleLimit.components.seconds))) == .success { return false }
        let isAwake = state.withLock { state in
            guard state.sleeping > 0, !state.isShutDown else { return false }
            state.sleeping -= 1
            return true
        }
        // The one who woke it was quicker by a hair: the count is there, or about to be.
        if !isAwake { wake.wait() }
        return isAwake
    }

    private func threadFailed() {
        let stranded = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return [MailJob]() }
            defer { state.queue = [] }
            return state.queue
        }
        for job in stranded { job.finish(.failure(Self.exhausted)) }
    }

    private static let cancelled = Fault(.cancelled, "The mail was given up before it was sent.")
    private static let exhausted = Fault(.resourcesExhausted, "There is no thread or memory for a connection.")
}
