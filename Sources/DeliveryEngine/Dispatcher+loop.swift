// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// The one loop that decides: what has ended, what may be claimed, and how long to sleep.
extension Dispatcher {
    /// From so many outcomes and claims in one exchange on, it is worth a moment's wait to gather the next ones.
    private static let busy = 48
    /// So many outcomes are recorded at once, however short the wait.
    private static let fullBatch = 256

    func dispatch(epoch: Int64) async {
        await withDiscardingTaskGroup { workers in
            var unrecorded: [Finish] = []
            // Empty between turns, with room for as many as there were: what grows is moved again and again.
            var finishes: [Finish] = []
            var setbacks = 0
            var lastBatch = 0
            var drainDeadline: Timestamp?
            var renewed: Set<ChannelName> = []
            while true {
                if lastBatch >= Dispatcher.busy, options.linger > .zero { await gather() }
                lastBatch = 0
                let now = clock.now
                let (news, isDraining, inHand) = desk.withLock { desk in
                    swap(&finishes, &desk.finishes)
                    renewed.formUnion(desk.renewed)
                    desk.renewed = []
                    return (desk.book.takeNews(), desk.isStopping, desk.book.inHand)
                }
                unrecorded += finishes
                unrecorded += news.givenBack.map { returned($0, now: now) }
                finishes.removeAll(keepingCapacity: true)
                await announce(news)
                let isStopping = isDraining || Task.isCancelled
                if isStopping {
                    desk.withLock { $0.isStopping = true }
                    dismissCrew()
                    if inHand == 0, unrecorded.isEmpty { return }
                    let deadline = drainDeadline ?? now + options.drainTimeout
                    drainDeadline = deadline
                    if now >= deadline {
                        workers.cancelAll()
                        desk.withLock { $0.book.giveBackAll() }
                    }
                }
                let quotas = isStopping ? [] : desk.withLock { $0.book.quotas(now: now) }
                if unrecorded.isEmpty { hasten(&renewed) }
                if unrecorded.isEmpty, quotas.isEmpty {
                    if inHand == 0 { dismissCrew() }
                    await sleep(until: isStopping ? drainDeadline.map { max($0, now + .milliseconds(100)) } : nil)
                    continue
                }
                desk.withLock { $0.toldMeanwhile = [] }
                let exchange = Exchange(epoch: epoch, now: now, finishes: unrecorded, quotas: quotas)
                do {
                    let result = try await ledger.exchange(exchange, admitting: admission(now: now))
                    setbacks = 0
                    lastBatch = unrecorded.count + result.claims.count
                    unrecorded = []
                    hasten(&renewed)
                    for flight in take(result, of: quotas, now: now) where !handOver(flight) {
                        workers.addTask { await self.work(from: flight) }
                    }
                    await settle(result, now: now)
                } catch {
                    // Nothing is claimed while outcomes cannot be recorded; they are kept and tried again.
                    logger.error("the ledger is out of reach; trying again", metadata: ["fault": "\(error)"])
                    let pause = Duration.milliseconds(min(5_000, 100 << min(setbacks, 6)))
                    setbacks += 1
                    desk.withLock { desk in
                        desk.toldMeanwhile = nil
                        desk.book.retry(quotas)
                    }
                    await bell.wait(until: clock.now + pause, on: clock)
                    if isStopping, setbacks > 6 { return }
                }
            }
        }
    }

    /// Waits a moment for more outcomes to record together; claims made ahead keep the workers busy meanwhile.
    private func gather() async {
        let isFull = desk.withLock { desk in
            guard desk.finishes.count < Dispatcher.fullBatch, !desk.isStopping else { return true }
            desk.wakesAt = Dispatcher.fullBatch
            return false
        }
        guard !isFull else { return }
        await bell.wait(until: clock.now + options.linger, on: clock)
        desk.withLock { $0.wakesAt = 1 }
    }

    /// Has what was refused for earlier settings made due, now that every refusal is recorded.
    private func hasten(_ renewed: inout Set<ChannelName>) {
        guard !renewed.isEmpty else { return }
        desk.withLock { $0.hastened.formUnion(renewed) }
        renewed = []
        sweepBell.ring()
    }

    private func sleep(until deadline: Timestamp?) async {
        let now = clock.now
        let moment = deadline ?? desk.withLock { $0.book.nextMoment() }.map { max($0, now + .milliseconds(1)) }
        await bell.wait(until: moment, on: clock)
    }

    private func admission(now: Timestamp) -> @Sendable (Candidate) -> Admission {
        { [self] candidate in desk.withLock { $0.book.admit(candidate, now: now) } }
    }

    /// Takes claims in hand.
    ///
    /// - Returns: those to be carried at once.
    private func take(
        _ result: ExchangeResult,
        of quotas: [Exchange.Quota],
        now: Timestamp
    ) -> [DispatchBook.Flight] {
        desk.withLock { desk in
            desk.learn(result.lanes, now: now)
            let starts = desk.book.take(result.claims, now: now)
            for quota in quotas where starts[quota.lane] == nil { desk.book.foundNothing(in: quota.lane, now: now) }
            return starts.flatMap { lane, count in (0..<count).compactMap { _ in desk.book.next(in: lane, now: now) } }
        }
    }

    /// Acts on what an exchange says of destinations.
    private func settle(_ result: ExchangeResult, now: Timestamp) async {
        for delivery in result.lost {
            logger.warning("an outcome came too late and was not applied", metadata: ["delivery": "\(delivery)"])
        }
        let holds = desk.withLock { $0.book.judge(result.failing, now: now) + $0.book.takeGone() }
        for (id, destination, fault) in holds {
            do {
                guard try await ledger.hold(id, because: fault, now: now) else { continue }
                events(.destinationHeld(destination, fault))
            } catch {
                // Its next bad end says so again.
                logger.error("a destination could not be held", metadata: ["fault": "\(error)"])
            }
        }
    }

    /// The end of a claim that was not sent: no attempt has touched the wire, and nothing is charged.
    private func returned(_ claim: Claim, now: Timestamp) -> Finish {
        Finish(
            delivery: claim.delivery,
            attempt: claim.attempt,
            endedAt: now,
            outcome: .failed(Fault(.cancelled, "It was not sent: its lane stopped before its turn came.")),
            disposition: .retry(at: now + .milliseconds(1), charged: false)
        )
    }

    /// Passes on what the book has found out.
    private func announce(_ news: DispatchBook.News) async {
        for event in news.events {
            log(event)
            events(event)
        }
        if !news.parked.isEmpty {
            desk.withLock { $0.parked.formUnion(news.parked) }
            sweepBell.ring()
        }
        guard !news.health.isEmpty else { return }
        do {
            try await ledger.remember(news.health)
        } catch {
            logger.warning("the state of breakers could not be kept", metadata: ["fault": "\(error)"])
        }
    }

    private func log(_ event: EngineEvent) {
        switch event {
        case .channelQuarantined(let channel, let fault):
            logger.error("channel “\(channel)” is in quarantine", metadata: ["fault": "\(fault)"])
        case .channelRecovered(let channel): logger.notice("channel “\(channel)” works again")
        case .laneOpened(let lane, let fault, let until):
            logger.warning(
                "breaker opened",
                metadata: [
                    "channel": "\(lane.channel)", "host": "\(lane.host)", "until": "\(until)", "fault": "\(fault)",
                ]
            )
        case .laneClosed(let lane):
            logger.notice("breaker closed", metadata: ["channel": "\(lane.channel)", "host": "\(lane.host)"])
        case .destinationFailing(let item):
            logger.warning(
                "nothing arrives at a destination",
                metadata: ["channel": "\(item.destination.channel)", "since": "\(item.since)"]
            )
        case .localFaults(let fault, let count):
            logger.error(
                "attempts fail by the hub's own trouble; they are made again",
                metadata: ["count": "\(count)", "code": "\(fault.code.rawValue)", "fault": "\(fault.message)"]
            )
        case .destinationHeld, .deliveryDead: break
        }
    }
}
