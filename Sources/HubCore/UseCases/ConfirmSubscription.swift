// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import DeliveryEngine
import Outbox

/// A subscription that its reader has confirmed.
package struct ConfirmedSubscription: Sendable {
    package var wish: SubscriptionWish
    /// Where the reader can change it.
    package var preferencesURL: String?
    /// What signs the requests to this endpoint, for its owner alone; nil where nothing was derived for it.
    package var secret: Secret?
}

extension Hub {
    /// What a token would confirm; nil where it is none of ours, has expired, or is offered no longer.
    package func wish(_ token: String) -> SubscriptionWish? {
        guard let wish = readerTokens.wish(token), wish.expiresAt > clock.now, let offer,
            offer.channels.contains(wish.channel), offer.title(of: wish.audience, in: wish.locale) != nil
        else { return nil }
        return wish
    }

    /// Takes the reader in, as the token says.
    ///
    /// Who had left everything comes back for this alone. Nil where the token confirms nothing.
    package func confirmSubscription(_ token: String) async throws(Fault) -> ConfirmedSubscription? {
        guard let wish = wish(token) else { return nil }
        try storage.checkRoom()
        let now = clock.now
        let places = namesakes(of: wish.address, on: wish.channel)
        let kept = try await storage.write { transaction throws(Fault) -> Destination? in
            guard try Self.mayAsk(wish, in: transaction) else { return nil }
            let before = try transaction.suppression(channel: wish.channel, address: wish.address)
            try transaction.confirm(
                Destination(channel: wish.channel, address: wish.address, locale: wish.locale),
                at: now
            )
            if before != nil {
                try Self.welcomeBack(places, forgetting: before?.reason == .unsubscribed, in: transaction)
            }
            if try !Self.isCovered(wish, in: transaction) {
                try transaction.choose(
                    wish.interest,
                    in: wish.audience,
                    channel: wish.channel,
                    address: wish.address
                )
            }
            try AuditTrail.record(
                "subscription.confirmed",
                on: wish.channel.text,
                by: "reader",
                at: now,
                detail: ["audience": wish.audience.text],
                in: transaction
            )
            return try transaction.destination(channel: wish.channel, address: wish.address)
        }
        guard let kept else { return nil }
        return ConfirmedSubscription(
            wish: wish,
            preferencesURL: readerTokens.preferencesURL(for: kept),
            secret: try derivedSecret(of: kept)
        )
    }

    /// Lifts what kept messages from an address; with `forgetting`, its reader has left whatever named him before.
    static func welcomeBack(
        _ places: [(channel: ChannelName, address: String)],
        forgetting: Bool,
        in transaction: any StorageTransaction
    ) throws(Fault) {
        for place in places {
            if forgetting {
                for membership in try transaction.memberships(channel: place.channel, address: place.address) {
                    try transaction.choose(
                        nil,
                        in: membership.audience,
                        channel: place.channel,
                        address: place.address
                    )
                }
            }
            try transaction.suppress(nil, channel: place.channel, address: place.address, isRecorded: false)
        }
    }

    /// Whether the reader follows the audience already: one incident more takes nothing of that away.
    private static func isCovered(_ wish: SubscriptionWish, in reader: any StorageReader) throws(Fault) -> Bool {
        guard wish.interest.incident != nil else { return false }
        let membership = try reader.memberships(channel: wish.channel, address: wish.address)
            .first { $0.audience == wish.audience }
        guard let interest = membership?.interest else { return false }
        return !interest.isNothing && interest.incident == nil
    }

    /// The secret that the hub made for a destination; nil for one that it did not make.
    private func derivedSecret(of destination: Destination) throws(Fault) -> Secret? {
        let own = DerivedSecretStore.reference(channel: destination.channel, address: destination.address)
        guard let reference = destination.secret, reference == own else { return nil }
        return try secrets?.secret(reference)
    }
}
