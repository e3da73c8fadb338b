// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Why nothing more is sent to a destination.
package enum SuppressionReason: String, Codable, Hashable, Sendable, CaseIterable {
    case unsubscribed, bounced, complained, withheld
}

extension Hub {
    /// Takes an address off every future message on a channel.
    ///
    /// - Returns: whether there is such a destination.
    package func suppress(
        _ address: String,
        on channel: ChannelName,
        because reason: SuppressionReason,
        note: String?
    ) async throws(Fault) -> Bool {
        let now = clock.now
        return try await storage.write { transaction throws(Fault) in
            guard try transaction.setUnsubscribed(true, channel: channel, address: address) else { return false }
            try AuditTrail.record(
                "destination.suppressed",
                on: channel.text,
                by: "hub",
                at: now,
                detail: ["reason": reason.rawValue].merging(note.map { ["note": $0] } ?? [:]) { $1 },
                in: transaction
            )
            return true
        }
    }
}
