// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// The workers, who carry one claim after another.
///
/// To start a worker costs more than to send a small request, so one that has nothing to carry waits for the next claim
/// of whatever lane. Nobody waits while nothing is in hand, or once delivery stops.
extension Dispatcher {
    /// How many have nothing to carry and wait for a claim.
    package var waitingWorkers: Int { desk.withLock { $0.crew.count } }

    func work(from first: DispatchBook.Flight) async {
        var flight: DispatchBook.Flight? = first
        while let current = flight { flight = await carry(from: current) }
    }

    /// Has a waiting worker carry a claim.
    ///
    /// - Returns: false where none waits.
    func handOver(_ flight: DispatchBook.Flight) -> Bool {
        guard let worker = desk.withLock({ $0.crew.popLast() }) else { return false }
        worker.resume(returning: flight)
        return true
    }

    func dismissCrew() {
        let crew = desk.withLock { desk in
            defer { desk.crew = [] }
            return desk.crew
        }
        for worker in crew { worker.resume(returning: nil) }
    }

    /// Makes attempts until there are no more, or one of them has outlasted its deadline and was cut off.
    ///
    /// - Returns: what to go on with.
    private func carry(from first: DispatchBook.Flight) async -> DispatchBook.Flight? {
        let deadline = AttemptDeadline(first.channel.attemptTimeout)
        let last = await withTaskGroup { group -> Lane.ID in
            group.addTask { [clock] in
                await deadline.watch(on: clock)
                return nil as Lane.ID?
            }
            group.addTask {
                var current = first
                while true {
                    await self.attempt(current, until: deadline)
                    guard !Task.isCancelled else { return current.lane.id }
                    deadline.end()
                    guard let next = await self.nextFlight(after: current.lane.id) else { return current.lane.id }
                    current = next
                }
            }
            var last = first.lane.id
            for await lane in group {
                group.cancelAll()
                if let lane { last = lane }
            }
            return last
        }
        return next(in: last)
    }

    /// The lane's next claim; else, after a wait, any other's; nil where there is nothing to wait for.
    private func nextFlight(after lane: Lane.ID) async -> DispatchBook.Flight? {
        if let flight = next(in: lane) { return flight }
        return await withCheckedContinuation { worker in
            let mayWait = desk.withLock { desk in
                guard !desk.isStopping, desk.book.inHand > 0 else { return false }
                desk.crew.append(worker)
                return true
            }
            if !mayWait { worker.resume(returning: nil) }
        }
    }

    private func next(in lane: Lane.ID) -> DispatchBook.Flight? {
        if Task.isCancelled { return nil }
        let now = clock.now
        let (flight, mustRing) = desk.withLock { desk in
            let flight = desk.book.next(in: lane, now: now)
            return (flight, !desk.book.news.givenBack.isEmpty)
        }
        // What was taken out of hand instead is the loop's to record.
        if mustRing { bell.ring() }
        return flight
    }
}
