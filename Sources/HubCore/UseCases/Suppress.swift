// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine

extension Hub {
    /// Sends nothing more to an address: on its channel, and on every other channel of the same kind.
    ///
    /// An address that is gone is gone whichever relay is asked, and what was turned down on one is not to come by the next.
    /// - Parameters:
    ///   - address: as the channel writes it, in any spelling.
    ///   - channel: the channel's name.
    ///   - reason: why.
    ///   - note: what the provider said; never an address.
    ///   - actor: who said so.
    ///   - isRecorded: whether an address that nobody has named yet is kept for this alone.
    /// - Returns: whether there is such a destination.
    /// - Throws: what keeps the storage from writing it down.
    package func suppress(
        _ address: String,
        on channel: ChannelName,
        because reason: SuppressionReason,
        note: String? = nil,
        by actor: String,
        isRecorded: Bool = false
    ) async throws(Fault) -> Bool {
        let suppression = Suppression(reason, since: clock.now, note: note)
        let places = namesakes(of: address, on: channel)
        return try await storage.write { transaction throws(Fault) in
            var isKnown = false
            for place in places {
                // Only where it is known there; recorded on the channel that was named, if anywhere.
                let found = try transaction.suppress(
                    suppression,
                    channel: place.channel,
                    address: place.address,
                    isRecorded: isRecorded && place.channel == channel
                )
                isKnown = isKnown || found
            }
            guard isKnown else { return false }
            try AuditTrail.record(
                reason == .unsubscribed ? "destination.unsubscribed" : "destination.suppressed",
                on: channel.text,
                by: actor,
                at: suppression.since,
                detail: reason == .unsubscribed ? [:] : ["reason": reason.rawValue],
                in: transaction
            )
            return true
        }
    }

    /// The same address on every channel of one kind, each as that channel writes it; the channel that is named first.
    func namesakes(of address: String, on channel: ChannelName) -> [(channel: ChannelName, address: String)] {
        let kind = channels[channel]?.adapter.manifest.kind
        let alike = channels.all.filter { $0.name != channel && kind != nil && $0.adapter.manifest.kind == kind }
        return [(channel, canonical(address, on: channel))]
            + alike.map { ($0.name, $0.adapter.canonicalAddress(address)) }
    }

    /// The way of writing an address by which it is kept.
    func canonical(_ address: String, on channel: ChannelName) -> String {
        channels[channel]?.adapter.canonicalAddress(address) ?? address
    }
}
