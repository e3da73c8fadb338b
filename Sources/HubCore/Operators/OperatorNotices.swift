// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import DeliveryEngine
package import Logging
import Outbox
import ServiceLifecycle
import Synchronization

/// Tells the operators what happens to channels and destinations, by a channel that is not itself in trouble.
///
/// Events are only written down where they occur, and told by ``run()``: reporting never holds delivery up, and takes no
/// more memory however many events there are. What nobody can be told is logged as an error and shown with the channel.
package final class OperatorNotices: Service {
    /// How often the disk is looked at.
    private static let lookPause = Duration.seconds(60)
    /// After how long something that could not be recorded is tried again.
    private static let retryPause = Duration.seconds(30)

    private struct State {
        var digest = OperatorDigest()
        var isStopping = false
    }

    private let storage: any Storage
    private let channels: ChannelDirectory
    private let operators: [Destination]
    private let untold: UntoldNotices
    private let link: String
    private let clock: any HubClock
    private let logger: Logger
    private let wake: Mutex<(any EngineControl)?> = Mutex(nil)
    private let state = Mutex(State())
    private let bell = Doorbell()

    /// Here `operators` is whom to tell, each at an address of their own, and `link` where they can look.
    package init(
        storage: any Storage,
        channels: ChannelDirectory,
        operators: [Destination],
        untold: UntoldNotices,
        link: String,
        clock: any HubClock,
        logger: Logger
    ) {
        self.storage = storage
        self.channels = channels
        self.operators = operators
        self.untold = untold
        self.link = link
        self.clock = clock
        self.logger = logger
    }

    /// Names the engine that is told of the messages: it is made after this, because it reports to it.
    package func attach(_ engine: any EngineControl) { wake.withLock { $0 = engine } }

    /// Takes note of an event, and returns at once.
    package func receive(_ event: EngineEvent) {
        let now = clock.now
        if case .channelRecovered(let channel) = event { untold.clear(channel) }
        if state.withLock({ $0.digest.note(event, at: now) }) { bell.ring() }
    }

    /// Tells what there is to tell until it is told to stop; what is left then is recorded before it returns.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await serve()
        } onGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.bell.ring()
        }
    }

    private func serve() async {
        var nextLook = clock.now
        var diskFault: Fault?
        while !Task.isCancelled, !state.withLock({ $0.isStopping }) {
            let now = clock.now
            if now >= nextLook {
                diskFault = look(before: diskFault, now: now)
                nextLook = now + Self.lookPause
            }
            if let due = state.withLock({ $0.digest.due }), due <= now { await tell(now: now) }
            let due = state.withLock { $0.digest.due } ?? nextLook
            await bell.wait(until: min(due, nextLook), on: clock)
        }
        await tell(now: clock.now)
    }

    /// Looks whether the disk has room, and takes note where that has changed.
    private func look(before: Fault?, now: Timestamp) -> Fault? {
        var fault: Fault?
        do throws(Fault) {
            try storage.checkRoom()
        } catch {
            fault = error
        }
        if (fault == nil) != (before == nil) { _ = state.withLock { $0.digest.note(diskIsFull: fault, at: now) } }
        return fault
    }

    private func tell(now: Timestamp) async {
        let taken = state.withLock { $0.digest.take(now: now) }
        guard !taken.isEmpty else { return }
        do throws(Fault) {
            let notices = try await withoutOwnDeaths(taken)
            report(untold: notices, now: now)
            try await send(notices, now: now)
        } catch {
            logger.error("the operators could not be told; trying again", metadata: ["fault": "\(error)"])
            state.withLock { $0.digest.restore(taken, until: now + Self.retryPause) }
        }
    }

    /// Leaves out dead letters that are the hub's own messages to its operators: telling of those would never end.
    private func withoutOwnDeaths(_ notices: [OperatorNotice]) async throws(Fault) -> [OperatorNotice] {
        var kept: [OperatorNotice] = []
        for notice in notices {
            let ids = notice.deliveries
            let own = try await storage.read { reader throws(Fault) in
                var own = 0
                for id in ids {
                    if let record = try reader.delivery(id), OperatorMessage.isOne(record.message) { own += 1 }
                }
                return own
            }
            if own > 0 {
                logger.error(
                    "messages to the operators were given up",
                    metadata: [
                        "channel": "\(notice.channel?.text ?? "")", "fault": "\(notice.fault?.description ?? "")",
                    ]
                )
            }
            if own == 0 || own < notice.count { kept.append(notice) }
        }
        return kept
    }

    /// Logs what no operator can be told, and keeps it for whoever looks at the channel.
    private func report(untold notices: [OperatorNotice], now: Timestamp) {
        for notice in notices where !operators.contains(where: notice.reaches) {
            logger.error(
                "\(notice.headline), and no operator can be told by another channel",
                metadata: [
                    "channel": "\(notice.channel?.text ?? "")", "count": "\(notice.count)",
                    "fault": "\(notice.fault?.description ?? "")",
                ]
            )
            if let channel = notice.channel { untold.note(notice.headline, of: channel, at: now) }
        }
    }

    private func send(_ notices: [OperatorNotice], now: Timestamp) async throws(Fault) {
        // Who is told the same is sent the same message.
        let groups = Dictionary(grouping: operators) { destination in
            notices.indices.filter { notices[$0].reaches(destination) }
        }
        var generator = SystemRandomNumberGenerator()
        let letters = groups.filter { !$0.key.isEmpty }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { indices, destinations in
                let id: Message.ID = .make(OperatorMessage.prefix, at: now, using: &generator)
                let told = indices.map { notices[$0] }
                return (OperatorMessage.compose(told, id: id, link: link, now: now), destinations)
            }
        guard !letters.isEmpty else { return }
        let lanes = try await storage.write { [channels] transaction throws(Fault) in
            var lanes: [LaneStatus] = []
            for (message, destinations) in letters {
                let recipients = Recipients(destinations: destinations)
                lanes += try transaction.enqueue(message, to: recipients, planner: channels).lanes
                try AuditTrail.record(
                    "operators.told",
                    on: message.id.text,
                    by: "hub",
                    at: now,
                    detail: ["title": message.content.standard.title, "operators": "\(destinations.count)"],
                    in: transaction
                )
            }
            return lanes
        }
        wake.withLock { $0 }?.wake(lanes)
    }
}
