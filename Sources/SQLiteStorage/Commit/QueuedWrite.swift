// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A write that waits for its commit.
protocol QueuedWrite: Sendable {
    /// Runs it inside the batch's transaction, on the writer's queue; its result waits in it.
    ///
    /// - Returns: whether its changes are to be kept.
    func run(in session: WriterSession) -> Bool

    /// Answers whoever asked for it, after the commit.
    ///
    /// - Parameter fault: why the batch as a whole came to nothing.
    func finish(_ fault: Fault?)
}

/// A write with a result of its own type.
final class PendingWrite<Value: Sendable>: QueuedWrite, @unchecked Sendable {
    private let body: @Sendable (WriterSession) throws(Fault) -> Value
    private let continuation: CheckedContinuation<Result<Value, Fault>, Never>
    /// Touched only on the writer's queue, where `run` and `finish` follow one another.
    private var result: Result<Value, Fault>?

    init(
        _ body: @escaping @Sendable (WriterSession) throws(Fault) -> Value,
        answering continuation: CheckedContinuation<Result<Value, Fault>, Never>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in session: WriterSession) -> Bool {
        do {
            let value = try body(session)
            try session.flush()
            result = .success(value)
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    func finish(_ fault: Fault?) {
        let lost = fault ?? Fault(.storageUnavailable, "The write was never run.")
        switch result {
        case .failure(let own): continuation.resume(returning: .failure(own))
        case .success where fault != nil: continuation.resume(returning: .failure(lost))
        case .success(let value): continuation.resume(returning: .success(value))
        case nil: continuation.resume(returning: .failure(lost))
        }
    }
}
