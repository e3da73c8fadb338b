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

    let ledger: any Ledger
    let channels: ChannelDirectory
    let clock: any HubClock
    let node: String
    let options: Options
    let logger: Logger
    let courier: Courier
    let random: @Sendable () -> Double
    let limits = Mutex(Limits())
    let desk = Mutex(Desk())
    let bell = Doorbell()
    let expansionBell = Doorbell()

    /// What other tasks leave for the loop to pick up.
    struct Desk {
        var finishes: [Ended] = []
        var lanes: [LaneStatus] = []
        var isStopping = false
    }

    struct Ended {
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

    func stop() {
        desk.withLock { $0.isStopping = true }
        bell.ring()
        expansionBell.ring()
    }

    var isStopping: Bool { desk.withLock { $0.isStopping } || Task.isCancelled }
}
