// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// A thread that keeps a ``BareLedger`` for a loop that must not wait for the disk.
final class LedgerClerk: Sendable {
    private struct Desk {
        var ended: [Int] = []
        var begun: [Int] = []
        /// Whether an exchange is under way or asked for.
        var isBusy = false
        var isOver = false
        var failure: NotMeasured?
    }

    private let desk = Mutex(Desk())
    private let work = DispatchSemaphore(value: 0)

    /// Keeps the ledger until ``end()``; `hasNews` is called after each exchange.
    func keep(_ ledger: BareLedger, claiming limit: Int, hasNews: @Sendable () -> Void) {
        while true {
            work.wait()
            let (ended, isOver) = desk.withLock { desk in
                defer { desk.ended = [] }
                return (desk.ended, desk.isOver)
            }
            if isOver, ended.isEmpty { return }
            do {
                let begun = try ledger.exchange(ended: ended, claiming: isOver ? 0 : limit)
                desk.withLock { desk in
                    desk.begun += begun
                    desk.isBusy = false
                }
            } catch {
                desk.withLock { $0.failure = error as? NotMeasured ?? NotMeasured("\(error)") }
            }
            hasNews()
            if isOver { return }
        }
    }

    /// Hands over what has ended, and asks for more to begin, unless the clerk is busy.
    ///
    /// - Returns: whether it was handed over.
    func exchange(_ ended: [Int]) -> Bool {
        let isFree = desk.withLock { desk in
            guard !desk.isBusy else { return false }
            desk.isBusy = true
            desk.ended = ended
            return true
        }
        if isFree { work.signal() }
        return isFree
    }

    /// What may be sent since this was last asked.
    func begun() throws -> [Int] {
        try desk.withLock { desk in
            if let failure = desk.failure { throw failure }
            defer { desk.begun = [] }
            return desk.begun
        }
    }

    /// Has the thread record what is left, and end.
    func end(_ ended: [Int] = []) {
        desk.withLock { desk in
            desk.ended += ended
            desk.isOver = true
        }
        work.signal()
    }
}
