// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// A clock that stands still until the test moves it.
///
/// Sleepers wake when the clock is moved to or past their time, and throw when their task is cancelled. A test waits
/// with ``waitForSleepers(_:within:)`` until the code under test sleeps, then moves the clock: no test waits for time.
public final class ManualClock: HubClock {
    private struct Sleeper {
        let deadline: Timestamp
        let number: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Timestamp
        var lastNumber = 0
        var sleepers: [Sleeper] = []
    }

    private let state: Mutex<State>
    private let tally = EventTally()

    /// - Parameter now: 2026-11-21T14:05:00Z unless the test needs another moment.
    public init(_ now: Timestamp = Timestamp(milliseconds: 1_795_269_900_000)) {
        self.state = Mutex(State(now: now))
    }

    /// The present moment; setting it moves the clock, as ``advance(to:)`` does.
    public var now: Timestamp {
        get { state.withLock { $0.now } }
        set { advance(to: newValue) }
    }

    /// How many tasks are asleep.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// When the next sleeper wakes.
    public var nextDeadline: Timestamp? { state.withLock { $0.sleepers.map(\.deadline).min() } }

    /// Moves the clock ahead and wakes, the earliest first, whoever's time has come.
    public func advance(by span: Duration) { advance(to: now + span) }

    /// Moves the clock, back as well, and wakes, the earliest first, whoever's time has come.
    public func advance(to moment: Timestamp) {
        let due = state.withLock { state in
            state.now = moment
            let due = state.sleepers.filter { $0.deadline <= moment }
            state.sleepers.removeAll { $0.deadline <= moment }
            tally.set(state.sleepers.count)
            return due.sorted { ($0.deadline, $0.number) < ($1.deadline, $1.number) }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until at least `count` tasks are asleep.
    ///
    /// - Returns: whether they are; false when `bound` of real time has passed first.
    @discardableResult
    public func waitForSleepers(_ count: Int = 1, within bound: Duration = .seconds(10)) async -> Bool {
        await tally.wait(for: count, within: bound)
    }

    public func sleep(until deadline: Timestamp) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let sleeper = Sleeper(deadline: deadline, number: number, continuation: continuation)
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers.append(sleeper)
                    tally.set(state.sleepers.count)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let index = state.sleepers.firstIndex { $0.number == number }
                let sleeper = index.map { state.sleepers.remove(at: $0) }
                tally.set(state.sleepers.count)
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
