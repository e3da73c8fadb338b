// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// What has arrived at a stand-in: the newest records, counters, and those who wait for more.
///
/// Memory is bounded: `capacity` records, and counters for the first 4,096 distinct keys; later keys are counted
/// together. Safe from any thread; nobody is woken under the lock.
final class ArrivalLog<Record: Sendable>: Sendable {
    private struct Waiter {
        var missing: Int
        let matches: @Sendable (Record) -> Bool
        let wake: @Sendable () -> Void
    }

    private struct State {
        var kept = CircularBuffer<Record>()
        var total = 0
        var reserved = 0
        var counts: [String: Int] = [:]
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let keyLimit = 4_096

    /// The key under which arrivals are counted once there are too many distinct ones.
    static var overflowKey: String { "(other)" }

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// All that ever arrived, dropped records included.
    var total: Int { state.withLock { $0.total } }

    /// Arrivals by key since the start or the last ``clear()``.
    var counts: [String: Int] { state.withLock { $0.counts } }

    /// The next arrival's number, from 1.
    func reserveNumber() -> Int {
        state.withLock {
            $0.reserved += 1
            return $0.reserved
        }
    }

    func append(_ record: Record, countedAs key: String) {
        let woken: [@Sendable () -> Void] = state.withLock { state in
            if state.kept.count == capacity { state.kept.removeFirst() }
            state.kept.append(record)
            state.total += 1
            let isKnown = state.counts.count < keyLimit || state.counts[key] != nil
            state.counts[isKnown ? key : Self.overflowKey, default: 0] += 1
            return state.waiters.isEmpty ? [] : Self.advance(&state.waiters, by: record)
        }
        for wake in woken { wake() }
    }

    /// The kept records that match, oldest first.
    func records(where matches: (Record) -> Bool) -> [Record] {
        state.withLock { $0.kept.filter(matches) }
    }

    /// Drops records and counters; numbers go on, so that `since` keeps its meaning.
    func clear() {
        state.withLock {
            $0.kept.removeAll()
            $0.counts = [:]
        }
    }

    /// Calls `wake` once, when `count` matching records have arrived (kept ones count) or ``giveUp(_:)`` is called.
    ///
    /// - Returns: the ticket to give up with; nil, without calling `wake`, where there are enough already.
    func register(
        atLeast count: Int,
        where matches: @escaping @Sendable (Record) -> Bool,
        wake: @escaping @Sendable () -> Void
    ) -> Int? {
        let ticket = reserveTicket()
        return register(ticket, atLeast: count, where: matches, wake: wake) ? ticket : nil
    }

    /// Wakes the waiter before its time; without effect on one that has been woken.
    func giveUp(_ ticket: Int) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: ticket) }
        waiter?.wake()
    }

    /// Waits until `count` matching records have arrived, and returns the kept ones; at the bound, those there are.
    ///
    /// Returns early, likewise, where the task is cancelled.
    func wait(
        atLeast count: Int,
        within bound: Duration,
        where matches: @escaping @Sendable (Record) -> Bool
    ) async -> [Record] {
        await withTaskGroup(of: Void.self) { race in
            race.addTask { await self.reached(count, where: matches) }
            // Only cancellation ends the sleep early, and then nobody waits for it any more.
            race.addTask { try? await Task.sleep(for: bound) }
            await race.next()
            race.cancelAll()
        }
        return records(where: matches)
    }

    private func reached(_ count: Int, where matches: @escaping @Sendable (Record) -> Bool) async {
        let ticket = reserveTicket()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = register(ticket, atLeast: count, where: matches) { continuation.resume() }
                if !isWaiting {
                    continuation.resume()
                } else if Task.isCancelled {
                    // The handler may have run before there was anything to give up.
                    giveUp(ticket)
                }
            }
        } onCancel: {
            giveUp(ticket)
        }
    }

    private func reserveTicket() -> Int {
        state.withLock {
            $0.lastWaiter += 1
            return $0.lastWaiter
        }
    }

    private func register(
        _ ticket: Int,
        atLeast count: Int,
        where matches: @escaping @Sendable (Record) -> Bool,
        wake: @escaping @Sendable () -> Void
    ) -> Bool {
        state.withLock { state in
            let missing = count - state.kept.count(where: matches)
            guard missing > 0 else { return false }
            state.waiters[ticket] = Waiter(missing: missing, matches: matches, wake: wake)
            return true
        }
    }

    private static func advance(_ waiters: inout [Int: Waiter], by record: Record) -> [@Sendable () -> Void] {
        var woken: [@Sendable () -> Void] = []
        for (ticket, waiter) in waiters where waiter.matches(record) {
            if waiter.missing > 1 {
                waiters[ticket]?.missing -= 1
            } else {
                waiters[ticket] = nil
                woken.append(waiter.wake)
            }
        }
        return woken
    }
}
