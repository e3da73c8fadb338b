// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Logging
package import Outbox
import ServiceLifecycle
import Synchronization

/// Carries accepted messages to their destinations: claims what limits and concurrency allow, has each attempt made,
/// and records what it came to.
///
/// One loop decides, and sleeps until something ends, arrives or falls due. On graceful shutdown it claims nothing
/// more, waits for the attempts under way, cuts off what outlasts ``Options/drainTimeout``, and records all of it.
package final class Dispatcher: Service {
    package struct Options: Sendable {
        /// Attempts at once over all lanes.
        package var maximumInFlight: Int
        /// Destinations expanded in one transaction.
        package var expansionPage: Int
        package var drainTimeout: Duration

        package init(maximumInFlight: Int = 1_024, expansionPage: Int = 1_000, drainTimeout: Duration = .seconds(20)) {
            self.maximumInFlight = maximumInFlight
            self.expansionPage = expansionPage
            self.drainTimeout = drainTimeout
        }
    }

    private let ledger: any Ledger
    private let channels: ChannelDirectory
    private let clock: any HubClock
    private let node: String
    private let options: Options
    private let logger: Logger
    private let courier: Courier
    private let random: @Sendable () -> Double
    private let limits = Mutex(Limits())
    private let desk = Mutex(Desk())
    private let bell = Doorbell()
    private let expansionBell = Doorbell()

    /// What other tasks leave for the loop to pick up.
    private struct Desk {
        var finishes: [Ended] = []
        var lanes: [LaneStatus] = []
        var isStopping = false
    }

    private struct Ended {
        let finish: Finish
        let lane: Lane
    }

    /// `random`, uniform in 0..<1, spreads retries; `unsubscribeURL` is where the reader behind a destination can
    /// unsubscribe.
    package init(
        ledger: any Ledger,
        channels: ChannelDirectory,
        clock: any HubClock,
        node: String,
        options: Options = Options(),
        logger: Logger,
        random: @escaping @Sendable () -> Double,
        unsubscribeURL: @escaping @Sendable (Destination) -> String? = { _ in nil }
    ) {
        self.ledger = ledger
        self.channels = channels
        self.clock = clock
        self.node = node
        self.options = options
        self.logger = logger
        self.random = random
        self.courier = Courier(clock: clock, unsubscribeURL: unsubscribeURL)
    }

    /// Tells the engine that a message was accepted, and which lanes it gave work to at once.
    package func wake(_ lanes: [LaneStatus] = []) {
        if !lanes.isEmpty {
            desk.withLock { $0.lanes += lanes }
            bell.ring()
        }
        expansionBell.ring()
    }

    package func run() async throws {
        let opening = try await ledger.open(node: node, now: clock.now, settling: settle)
        logger.info(
            "delivery started",
            metadata: ["epoch": "\(opening.epoch)", "recovered": "\(opening.recovered)"]
        )
        wake(try await ledger.lanes())
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.expand() }
                await self.dispatch(epoch: opening.epoch)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.stop()
        }
        logger.info("delivery stopped")
    }

    private func stop() {
        desk.withLock { $0.isStopping = true }
        bell.ring()
        expansionBell.ring()
    }

    private var isStopping: Bool { desk.withLock { $0.isStopping } || Task.isCancelled }
}

// MARK: - Expanding accepted messages

extension Dispatcher {
    private func expand() async {
        while !isStopping {
            do {
                let expansion = try await ledger.expand(limit: options.expansionPage, now: clock.now, planner: channels)
                if !expansion.lanes.isEmpty { wakeLoop(expansion.lanes) }
                if expansion.isFinished { await expansionBell.wait(until: nil, on: clock) }
            } catch {
                logger.error("messages could not be expanded; trying again", metadata: ["fault": "\(error)"])
                await expansionBell.wait(until: clock.now + .seconds(1), on: clock)
            }
        }
    }

    private func wakeLoop(_ lanes: [LaneStatus]) {
        desk.withLock { $0.lanes += lanes }
        bell.ring()
    }
}

// MARK: - The loop

extension Dispatcher {
    private func dispatch(epoch: Int64) async {
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

    private func claimable(_ book: inout LaneBook, now: Timestamp) -> [Exchange.Quota] {
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

    private func nextMoment(_ book: LaneBook, now: Timestamp) -> Timestamp? {
        limits.withLock { limits in
            book.nextMoment(
                now: now,
                concurrency: { self.channels[$0.channel]?.concurrency ?? 0 },
                nextTurn: { limits.nextTurn(of: $0, now: now) }
            )
        }
    }

    private func admission(book: LaneBook, now: Timestamp) -> @Sendable (Candidate) -> Admission {
        { [channels, self] candidate in
            guard let lane = book[candidate.lane], let channel = channels[lane.channel] else { return .stop }
            return limits.withLock { $0.admit(candidate, lane: lane, channel: channel, now: now) }
        }
    }

    private func report(lost: [Delivery.ID]) {
        for delivery in lost {
            logger.warning("an outcome came too late and was not applied", metadata: ["delivery": "\(delivery)"])
        }
    }
}

// MARK: - Attempts

extension Dispatcher {
    private func start(_ claims: [Claim], _ book: inout LaneBook, in attempts: inout DiscardingTaskGroup) async {
        for claim in claims {
            guard let lane = book[claim.lane] else { continue }
            book.started(in: lane)
            let content = await courier.content(of: claim.message, from: ledger)
            attempts.addTask { await self.attempt(claim, lane: lane, content: content) }
        }
    }

    private func attempt(_ claim: Claim, lane: Lane, content: Result<OutboxMessage, Fault>) async {
        let outcome: AttemptOutcome
        let disposition: Disposition
        if let channel = channels[lane.channel] {
            outcome = await courier.carry(claim, content: content, on: channel)
            let rules = DeliveryRules(retry: channel.retry, unknownPolicy: channel.unknownPolicy)
            disposition = rules.disposition(
                after: outcome,
                attempt: claim.attempt,
                failures: claim.failures,
                expiresAt: claim.expiresAt,
                now: clock.now,
                jitter: 0.75 + random() / 2
            )
            observe(outcome, disposition, of: claim, in: lane, channel: channel)
        } else {
            let fault = Fault(.channelUnknown, "The channel “\(lane.channel)” is not configured.")
            (outcome, disposition) = (.failed(fault), .dead)
        }
        let finish = Finish(
            delivery: claim.delivery,
            attempt: claim.attempt,
            endedAt: clock.now,
            outcome: outcome,
            disposition: disposition
        )
        desk.withLock { $0.finishes.append(Ended(finish: finish, lane: lane)) }
        bell.ring()
    }

    /// Lets the limits learn from an outcome, and puts it into the log.
    private func observe(
        _ outcome: AttemptOutcome,
        _ disposition: Disposition,
        of claim: Claim,
        in lane: Lane,
        channel: ConfiguredChannel
    ) {
        var metadata: Logger.Metadata = [
            "delivery": "\(claim.delivery)", "attempt": "\(claim.attempt)", "channel": "\(lane.channel)",
            "message": "\(claim.message)",
        ]
        switch outcome {
        case .delivered:
            logger.debug("delivered", metadata: metadata)
            return
        case .failed(let fault), .unknown(let fault):
            if case .retry(let moment, _) = disposition {
                switch fault.code.faultClass {
                case .rateLimited where channel.adapter.manifest.throttleScope == .destination:
                    limits.withLock { $0.pause(claim.destinationID, until: moment) }
                case .rateLimited, .configuration:
                    limits.withLock { $0.pause(lane.id, until: moment) }
                default: break
                }
                metadata["retry_at"] = "\(moment)"
            }
            metadata["code"] = "\(fault.code.rawValue)"
            metadata["fault"] = "\(fault.message)"
            let level: Logger.Level = disposition == .dead || disposition == .held ? .warning : .info
            logger.log(level: level, "an attempt failed: \(fault.errorType)", metadata: metadata)
        }
    }

    /// What becomes of an attempt that was under way when an earlier run of the hub ended.
    private var settle: @Sendable (Orphan) -> Disposition {
        let now = clock.now
        return { [channels, random] orphan in
            guard let channel = channels[orphan.channel] else { return .dead }
            guard channel.unknownPolicy == .resend else { return .held }
            // Not counted as a failure of the destination: the hub stopped, not it.
            let moment = now + .milliseconds(Int64(random() * 2_000))
            return moment < orphan.expiresAt ? .retry(at: moment, charged: false) : .expired
        }
    }
}
