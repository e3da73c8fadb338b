// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

extension Hub {
    /// What became of everything that was meant to be sent, channel by channel, and whether the books agree.
    ///
    /// The records are counted one by one. Where the filter names one incident or one message and nothing else, the
    /// counts are compared with the running totals, which the ledger keeps in the same transactions.
    package func reconcile(_ filter: DeliveryFilter, for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let (counted, totals) = try await storage.read { reader throws(Fault) in
            (try reader.reconcile(filter), try Self.runningTotals(for: filter, in: reader))
        }
        return try reply(200, ReconciliationView(filter, counted: counted, totals: totals))
    }

    private static func runningTotals(
        for filter: DeliveryFilter,
        in reader: any StorageReader
    ) throws(Fault) -> [DeliveryState: Int]? {
        var rest = filter
        rest.incident = nil
        rest.message = nil
        guard rest == DeliveryFilter() else { return nil }
        switch (filter.incident, filter.message) {
        case (let incident?, nil): return try reader.tally(ofIncident: incident)
        case (nil, let message?): return try reader.tally(ofMessage: message)
        default: return nil
        }
    }

    /// The running totals of attempts, by channel, hour and outcome.
    package func statistics(
        since: Timestamp?,
        channel: ChannelName?,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.read)
        let beginning = (since ?? clock.now - .seconds(24 * 3_600)).startOfHour
        let counts = try await storage.read { reader throws(Fault) in try reader.statistics(since: beginning) }
        return try reply(
            200,
            Page(items: counts.filter { channel == nil || $0.channel == channel }, nextCursor: nil)
        )
    }
}

extension Timestamp {
    /// The beginning of the hour, in UTC.
    var startOfHour: Timestamp { Timestamp(milliseconds: milliseconds - milliseconds % 3_600_000) }
}
