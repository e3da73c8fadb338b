// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Makes one attempt: renders, hands over to the adapter, and puts a bound on the time it takes.
final class Courier: Sendable {
    private let clock: any HubClock
    private let unsubscribeURL: @Sendable (Destination) -> String?
    private let renderer = Renderer()
    private let contents: Mutex<[Message.ID: OutboxMessage]> = Mutex([:])

    init(clock: any HubClock, unsubscribeURL: @escaping @Sendable (Destination) -> String?) {
        self.clock = clock
        self.unsubscribeURL = unsubscribeURL
    }

    /// The content of a message: read once for all its destinations.
    func content(of id: Message.ID, from ledger: any Ledger) async -> Result<OutboxMessage, Fault> {
        if let message = contents.withLock({ $0[id] }) { return .success(message) }
        do {
            guard let message = try await ledger.message(id) else {
                return .failure(Fault(.internalError, "The message of this delivery is not in the ledger."))
            }
            contents.withLock { contents in
                if contents.count >= 64 { contents.removeAll(keepingCapacity: true) }
                contents[id] = message
            }
            return .success(message)
        } catch {
            return .failure(error)
        }
    }

    func carry(
        _ claim: Claim,
        content: Result<OutboxMessage, Fault>,
        on channel: ConfiguredChannel
    ) async -> AttemptOutcome {
        let delivery: Delivery
        do throws(Fault) {
            let (message, rendering) = try renderer.render(
                try content.get().content,
                for: claim.destination,
                on: channel
            )
            delivery = Delivery(
                id: claim.delivery,
                key: "\(claim.message)_\(claim.delivery.rawValue)",
                attempt: claim.attempt,
                message: message,
                destination: claim.destination,
                rendering: rendering,
                thread: claim.thread,
                acceptedAt: claim.acceptedAt,
                deadline: clock.now + channel.adapter.manifest.attemptTimeout,
                unsubscribeURL: unsubscribeURL(claim.destination)
            )
        } catch {
            return .failed(error)
        }
        return await deliver(delivery, by: channel.adapter)
    }

    /// The attempt, cut off at its deadline.
    ///
    /// What the adapter says after the cut still counts: only it can know whether anything had left.
    private func deliver(_ delivery: Delivery, by adapter: AnyChannel) async -> AttemptOutcome {
        await withTaskGroup(of: AttemptOutcome?.self) { group in
            group.addTask {
                do throws(Fault) {
                    return .delivered(try await adapter.deliver(delivery))
                } catch {
                    return error.code.faultClass == .unknown ? .unknown(error) : .failed(error)
                }
            }
            group.addTask { [clock] in
                // Ends early only by cancellation, when the attempt has ended first.
                try? await clock.sleep(until: delivery.deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            let last = await group.next() ?? nil
            guard let last, !Self.wasCutOff(last) else {
                return .failed(Fault(.timedOut, "The attempt was cut off at its deadline before anything had left."))
            }
            return last
        }
    }

    private static func wasCutOff(_ outcome: AttemptOutcome) -> Bool {
        guard case .failed(let fault) = outcome else { return false }
        return fault.code == .cancelled
    }
}
