// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// The one loop that decides: what has ended, what may be claimed, and how long to sleep.
extension Dispatcher {
    func dispatch(epoch: Int64) async {
        await withDiscardingTaskGroup { attempts in
            var book = LaneBook()
            var unrecorded: [Ended] = []
            var setbacks = 0
            var drainDeadline: Timestamp?
            while true {
                let now = clock.now
                let news = desk.withLock { desk -> Desk in
                    defer { desk = Desk(isStopping: desk.isStopping) }
                    return desk
                }
                for status in news.lanes { book.learn(status) }
                for ended in news.finishes { book.ended(in: ended.lane) }
                unrecorded += news.finishes

                let isStopping = news.isStopping || Task.isCancelled
                if isStopping {
                    if book.inFlight == 0, unrecorded.isEmpty { return }
                    let deadline = drainDeadline ?? now + options.drainTimeout
                    drainDeadline = deadline
                    if now >= deadline { attempts.cancelAll() }
                }
                let quotas = isStopping ? [] : claimable(&book, now: now)
                if unrecorded.isEmpty, quotas.isEmpty {
                    let wakeAt =
                        isStopping
                        ? drainDeadline.map { max($0, now + .milliseconds(100)) } : nextMoment(book, now: now)
                    await bell.wait(until: wakeAt, on: clock)
                    continue
                }
                let exchange = Exchange(epoch: epoch, now: now, finishes: unrecorded.map(\.finish), quotas: quotas)
                do {
                    let result = try await ledger.exchange(exchange, admitting: admission(book: book, now: now))
                    setbacks = 0
                    unrecorded = []
                    report(lost: result.lost)
                    await start(result.claims, &book, in: &attempts)
                    for status in result.lanes { book.learn(status) }
                } catch {
                    // Nothing is claimed while outcomes cannot be recorded; they are kept and tried again.
                    logger.error("the ledger is out of reach; trying again", metadata: ["fault": "\(error)"])
                    let pause = Duration.milliseconds(min(5_000, 100 << min(setbacks, 6)))
                    setbacks += 1
                    await bell.wait(until: clock.now + pause, on: clock)
                    if isStopping, setbacks > 6 { return }
                }
            }
        }
    }

    func claimable(_ book: inout LaneBook, now: Timestamp) -> [Exchange.Quota] {
        limits.withLock { limits in
            if limits.destinationCount > 10_000 { limits.prune(now: now) }
            return book.quotas(
                now: now,
                room: options.maximumInFlight - book.inFlight,
                concurrency: { self.channels[$0.channel]?.concurrency ?? 0 },
                nextTurn: { limits.nextTurn(of: $0, now: now) }
            )
        }
    }

    func nextMoment(_ book: LaneBook, now: Timestamp) -> Timestamp? {
        limits.withLock { limits in
            book.nextMoment(
                now: now,
                concurrency: { self.channels[$0.channel]?.concurrency ?? 0 },
                nextTurn: { limits.nextTurn(of: $0, now: now) }
            )
        }
    }

    func admission(book: LaneBook, now: Timestamp) -> @Sendable (Candidate) -> Admission {
        { [channels, self] candidate in
            guard let lane = book[candidate.lane], let channel = channels[lane.channel] else { return .stop }
            return limits.withLock { $0.admit(candidate, lane: lane, channel: channel, now: now) }
        }
    }

    func report(lost: [Delivery.ID]) {
        for delivery in lost {
            logger.warning("an outcome came too late and was not applied", metadata: ["delivery": "\(delivery)"])
        }
    }
}
