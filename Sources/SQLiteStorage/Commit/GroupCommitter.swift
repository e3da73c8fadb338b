// SPDX-License-Identifier: Apache-2.0

import Announcement
@preconcurrency import Dispatch
import GRDB
import Synchronization

/// The one way into the database: writes queue up, and as many as wait share a transaction and its flush to disk.
///
/// Each write has a savepoint of its own, so one that throws is undone alone. Callers are answered after the commit,
/// and only then. Waiting happens in continuations and on the database's own queue, never on the cooperative pool.
final class GroupCommitter: Sendable {
    /// More waiting writes than this are refused: the disk cannot keep up, and the callers had better know.
    private static let capacity = 4_096

    private enum Answer { case queued, start, wake, full, closed }

    private struct State {
        var waiting: [any QueuedWrite] = []
        var isRunning = false
        var isClosed = false
        /// The writer waits until so many writes are there.
        var target: Int?
    }

    private let pool: DatabasePool
    private let writer: WriterBox
    private let state = Mutex(State())
    private let arrivals = ArrivalSignal()

    init(pool: DatabasePool) {
        self.pool = pool
        self.writer = WriterBox()
    }

    /// Runs `body` in the next batch and returns when it is durable.
    ///
    /// - Throws: what `body` throws, ``FaultCode/overloaded`` where too many wait, and the storage's faults.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (WriterSession) throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let result = await withCheckedContinuation { continuation in
            submit(PendingWrite(body, answering: continuation))
        }
        return try result.get()
    }

    /// Takes no more writes, and returns when those that wait are committed and the writer's statements are released.
    func close() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.isClosed = true }
            pool.asyncWriteWithoutTransaction { [writer] database in
                writer.session = nil
                // Leaves one whole file behind. Where it fails, the log is simply read at the next start.
                _ = try? SQLStatement("PRAGMA wal_checkpoint(TRUNCATE)", on: database).first { $0.int(0) }
                continuation.resume()
            }
        }
    }

    private func submit(_ write: some QueuedWrite) {
        let answer: Answer = state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.waiting.count < GroupCommitter.capacity else { return .full }
            state.waiting.append(write)
            if let target = state.target, state.waiting.count >= target {
                state.target = nil
                return .wake
            }
            guard !state.isRunning else { return .queued }
            state.isRunning = true
            return .start
        }
        switch answer {
        case .queued: break
        case .start: pool.asyncWriteWithoutTransaction { [self] database in drain(on: database) }
        case .wake: arrivals.ring()
        case .full: write.finish(.tooManyWrites)
        case .closed: write.finish(Fault(.storageUnavailable, "The database is closed."))
        }
    }

    private func drain(on database: Database) {
        while let batch = nextBatch() {
            do {
                let session = try writer.session(on: database)
                session.window.committed(batch.count)
                let fault = session.commit(batch)
                session.emptyLogIfDue()
                for write in batch { write.finish(fault) }
            } catch {
                for write in batch { write.finish(error) }
            }
        }
    }

    /// The writes of the next transaction; nil, and the writer at rest, where there are none.
    private func nextBatch() -> [any QueuedWrite]? {
        let mustWait = state.withLock { state in
            guard !state.waiting.isEmpty else { return false }
            state.target = writer.session?.window.target(waiting: state.waiting.count)
            return state.target != nil
        }
        if mustWait { arrivals.wait(milliseconds: Int(BatchWindow.linger.milliseconds)) }
        return state.withLock { state in
            state.target = nil
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            let batch = Array(state.waiting.prefix(BatchWindow.limit))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }
}

/// Holds the writer's session; touched only on the writer's queue.
private final class WriterBox: @unchecked Sendable {
    var session: WriterSession?

    func session(on database: Database) throws(Fault) -> WriterSession {
        if let session { return session }
        let made = try WriterSession(database)
        session = made
        return made
    }
}

extension Fault {
    fileprivate static var tooManyWrites: Fault {
        Fault(.overloaded, "More writes wait for the disk than it can take.", retryAfter: .seconds(1))
    }
}
