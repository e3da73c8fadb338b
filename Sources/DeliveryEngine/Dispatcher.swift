// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Logging
package import Outbox
import ServiceLifecycle
import Synchronization

/// Carries accepted messages to their destinations: claims what limits, breakers and concurrency allow, has each
/// attempt made, and records what it came to.
///
/// One loop decides, by a ``DispatchBook``, and sleeps until something ends, arrives or falls due; workers carry one
/// claim after another; beside them messages are expanded, recoveries gone on with, and what waits in vain is
/// passed on or closed. On graceful shutdown it claims nothing more, finishes what is in hand, cuts off what outlasts
/// ``Options/drainTimeout``, and records all of it.
package final class Dispatcher: Service {
    package struct Options: Sendable {
        /// Attempts at once over all lanes.
        package var maximumInFlight: Int
        /// Destinations expanded in one transaction.
        package var expansionPage: Int
        package var drainTimeout: Duration
        /// How long to gather outcomes while they come thick and fast, so that a transaction serves many.
        package var linger: Duration

        package init(
            maximumInFlight: Int = 1_024,
            expansionPage: Int = 1_000,
            drainTimeout: Duration = .seconds(20),
            linger: Duration = .zero
        ) {
            self.maximumInFlight = maximumInFlight
            self.expansionPage = expansionPage
            self.drainTimeout = drainTimeout
            self.linger = linger
        }
    }

    let ledger: any Ledger
    let channels: ChannelDirectory
    let clock: any HubClock
    let node: String
    let options: Options
    let logger: Logger
    let courier: Courier
    let random: @Sendable () -> Double
    let events: @Sendable (EngineEvent) -> Void
    let desk: Mutex<Desk>
    let bell = Doorbell()
    let expansionBell = Doorbell()
    let sweepBell = Doorbell()

    /// What the loop, the workers and everyone who asks share.
    struct Desk {
        var book: DispatchBook
        /// Ended attempts that are not recorded yet.
        var finishes: [Finish] = []
        /// At so many of them the loop is woken.
        var wakesAt = 1
        /// Workers with nothing to carry.
        var crew: [CheckedContinuation<DispatchBook.Flight?, Never>] = []
        /// What was told of lanes while an exchange was under way; nil while none is.
        ///
        /// The exchange may have been before it, and its own word of those lanes is then out of date when it comes.
        var toldMeanwhile: [LaneStatus]?
        /// Lanes whose waiting deliveries are to be passed on, where they can be.
        var parked: Set<Lane.ID> = []
        /// Channels that use other settings now, while ended attempts may still have to be recorded.
        var renewed: Set<ChannelName> = []
        /// Channels whose refused deliveries are to be made due.
        var hastened: Set<ChannelName> = []
        var sweepAlarm = SweepAlarm()
        var isStopping = false

        /// Takes up what was told of lanes beside an exchange.
        mutating func hear(_ lanes: [LaneStatus], now: Timestamp) {
            for status in lanes { book.hear(status, now: now) }
            toldMeanwhile?.append(contentsOf: lanes)
        }

        /// Takes up what an exchange says of lanes, and again what was told since it began.
        mutating func learn(_ lanes: [LaneStatus], now: Timestamp) {
            for status in lanes { book.learn(status, now: now) }
            for status in toldMeanwhile ?? [] { book.hear(status, now: now) }
            toldMeanwhile = nil
        }
    }

    /// `random`, uniform in 0..<1, spreads retries; `personalLinks` are those of the reader behind a destination;
    /// `bounceToken` names a delivery where failures are sent; `events` is told of what happens to channels and
    /// destinations, and must not block.
    package init(
        ledger: any Ledger,
        channels: ChannelDirectory,
        clock: any HubClock,
        node: String,
        options: Options = Options(),
        logger: Logger,
        random: @escaping @Sendable () -> Double,
        personalLinks: @escaping @Sendable (Destination, Message) -> PersonalLinks = { _, _ in PersonalLinks() },
        bounceToken: @escaping @Sendable (_ delivery: Delivery.ID, _ key: String) -> String? = { _, _ in nil },
        events: @escaping @Sendable (EngineEvent) -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.channels = channels
        self.clock = clock
        self.node = node
        self.options = options
        self.logger = logger
        self.random = random
        self.events = events
        self.courier = Courier(clock: clock, personalLinks: personalLinks, bounceToken: bounceToken)
        self.desk = Mutex(
            Desk(book: DispatchBook(channels: channels, maximumInFlight: options.maximumInFlight))
        )
    }

    package func run() async throws {
        let opening = try await ledger.open(node: node, now: clock.now, settling: settle)
        logger.info(
            "delivery started",
            metadata: ["epoch": "\(opening.epoch)", "recovered": "\(opening.recovered)"]
        )
        let lanes = try await ledger.lanes()
        let now = clock.now
        desk.withLock { desk in
            for status in lanes { desk.book.learn(status, now: now) }
            desk.book.restore(opening.health)
        }
        try await restoreRates(now: now)
        wake()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.expand() }
                group.addTask { await self.sweep(epoch: opening.epoch) }
                await self.dispatch(epoch: opening.epoch)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.stop()
        }
        logger.info("delivery stopped")
    }

    /// Goes on with the rates that remember for long where an earlier run has left them.
    private func restoreRates(now: Timestamp) async throws(Fault) {
        let slow = channels.all.filter { $0.rate.map(RateMeter.isSlow) ?? false }
        guard let longest = slow.compactMap(\.rate?.period).max() else { return }
        let counts = try await ledger.recentAttempts(since: now - longest)
        desk.withLock { desk in
            for channel in slow {
                desk.book.limits.restore(channel, counts.filter { $0.channel == channel.name }, now: now)
            }
        }
    }

    func stop() {
        desk.withLock { $0.isStopping = true }
        bell.ring()
        expansionBell.ring()
        sweepBell.ring()
    }

    var isStopping: Bool { desk.withLock { $0.isStopping } || Task.isCancelled }
}
