// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Makes one attempt: renders, and hands over to the adapter.
final class Courier: Sendable {
    private let clock: any HubClock
    private let personalLinks: @Sendable (Destination, Message) -> PersonalLinks
    private let bounceToken: @Sendable (_ delivery: Delivery.ID, _ key: String) -> String?
    private let renderer = Renderer()
    private let contents: Mutex<[Message.ID: OutboxMessage]> = Mutex([:])

    init(
        clock: any HubClock,
        personalLinks: @escaping @Sendable (Destination, Message) -> PersonalLinks,
        bounceToken: @escaping @Sendable (_ delivery: Delivery.ID, _ key: String) -> String?
    ) {
        self.clock = clock
        self.personalLinks = personalLinks
        self.bounceToken = bounceToken
    }

    /// The content of a message: read once for all its destinations.
    private func content(of id: Message.ID, from ledger: any Ledger) async throws(Fault) -> OutboxMessage {
        if let message = contents.withLock({ $0[id] }) { return message }
        guard let message = try await ledger.message(id) else {
            throw Fault(.internalError, "The message of this delivery is not in the ledger.")
        }
        contents.withLock { contents in
            if contents.count >= 64 { contents.removeAll(keepingCapacity: true) }
            contents[id] = message
        }
        return message
    }

    /// Whether it only says that something is over of which its reader never heard.
    ///
    /// Told like any other where nobody can tell.
    func isNeedless(_ claim: Claim, from ledger: any Ledger) async -> Bool {
        guard claim.thread == nil, claim.generation == 0,
            let facts = try? await content(of: claim.message, from: ledger).content.standard.facts
        else { return false }
        return facts.phase?.isOpen == false && (facts.incident?.sequence ?? 1) > 1
    }

    /// What the destination gets of a message that was not rendered before.
    private func rendered(_ flight: DispatchBook.Flight, from ledger: any Ledger) async throws(Fault) -> Renderer.Shaped
    {
        let message = try await content(of: flight.claim.message, from: ledger)
        return try renderer.render(message.content, for: flight.claim, on: flight.channel, renewal: flight.renewal)
    }

    /// The attempt; whoever calls it cancels it when `deadline` has passed.
    ///
    /// What the adapter says after that still counts: only it can know whether anything had left.
    func carry(
        _ flight: DispatchBook.Flight,
        from ledger: any Ledger,
        until deadline: AttemptDeadline
    ) async -> AttemptOutcome {
        let claim = flight.claim
        let channel = flight.channel
        do throws(Fault) {
            let known = try renderer.known(claim, on: channel, renewal: flight.renewal)
            let shaped = if let known { known } else { try await rendered(flight, from: ledger) }
            deadline.begin(channel.attemptTimeout)
            let links = channel.unsubscribes ? personalLinks(claim.destination, shaped.message) : PersonalLinks()
            let key = Delivery.key(of: claim.delivery, message: claim.message)
            let delivery = Delivery(
                id: claim.delivery,
                key: key,
                attempt: claim.attempt,
                generation: claim.generation,
                message: shaped.message,
                destination: claim.destination,
                rendering: shaped.rendering,
                thread: claim.thread,
                acceptedAt: claim.acceptedAt,
                deadline: clock.now + channel.attemptTimeout,
                unsubscribeURL: links.unsubscribe,
                preferencesURL: links.preferences,
                feedbackURL: links.feedback,
                bounceToken: channel.bounces ? bounceToken(claim.delivery, key) : nil
            )
            return .delivered(try await channel.adapter.deliver(delivery))
        } catch {
            if error.code.faultClass == .unknown { return .unknown(error) }
            guard error.code == .cancelled, deadline.hasPassed else { return .failed(error) }
            return .failed(Fault(.timedOut, "The attempt was cut off at its deadline before anything had left."))
        }
    }
}
