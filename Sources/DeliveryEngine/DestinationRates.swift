// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The rates of single destinations: how much a provider takes for one of them, and how much its reader is told at the
/// most.
///
/// Both hold at once. What is critical counts for the provider alone: a reader is never spared that.
struct DestinationRates: Sendable {
    private var providers: [DestinationID: SlotBook] = [:]
    private var readers: [DestinationID: SlotBook] = [:]

    /// How many rates it remembers.
    var count: Int { providers.count + readers.count }

    /// Counts one that may go now; books a slot for one that may not.
    ///
    /// - Parameters:
    ///   - destination: whom it is for.
    ///   - priority: how urgent it is.
    ///   - channel: whose rates are kept.
    ///   - start: since when nothing has been sent that is not known of.
    ///   - moment: what else it has to wait for; no later than `now` where there is nothing.
    ///   - now: when it would go.
    /// - Returns: when to come again; nil where it may go.
    mutating func use(
        _ destination: DestinationID,
        _ priority: Priority,
        of channel: ConfiguredChannel,
        start: Timestamp,
        notBefore moment: Timestamp,
        at now: Timestamp
    ) -> Timestamp? {
        // A flapping component wearies its readers; what is critical never waits for that.
        guard let readerRate = priority == .critical ? nil : channel.ratePerReader else {
            guard let rate = channel.ratePerDestination else { return moment > now ? moment : nil }
            return Self.use(
                &providers[destination, default: SlotBook(rate, start: start)],
                priority,
                notBefore: moment,
                at: now
            )
        }
        // A provider may remember what was sent before a restart; readers are not kept waiting for one.
        var reader = readers[destination] ?? SlotBook(readerRate, start: start - readerRate.period)
        defer { readers[destination] = reader }
        guard let rate = channel.ratePerDestination else {
            return Self.use(&reader, priority, notBefore: moment, at: now)
        }
        var provider = providers[destination] ?? SlotBook(rate, start: start)
        defer { providers[destination] = provider }
        guard moment <= now, reader.admits(at: now), provider.admits(at: now) else {
            // One slot that suits both is booked with both: one that suits only the other would be of no use.
            var trial = reader
            let earliest = trial.book(priority, notBefore: moment, at: now)
            let slot = provider.book(priority, notBefore: earliest, at: now)
            return reader.book(priority, notBefore: slot, at: now)
        }
        reader.spend(at: now)
        provider.spend(at: now)
        return nil
    }

    /// Whether the reader has been told so much that only what is critical may go now.
    func isSpared(_ destination: DestinationID, at now: Timestamp) -> Bool {
        readers[destination].map { !$0.admits(at: now) } ?? false
    }

    /// Gives back what the latest one was counted with, because nothing was sent.
    mutating func refund(_ priority: Priority, to destination: DestinationID) {
        providers[destination]?.refund()
        if priority != .critical { readers[destination]?.refund() }
    }

    /// Forgets what no longer limits anything.
    mutating func prune(now: Timestamp) {
        providers = providers.filter { !$0.value.isIdle(at: now) }
        readers = readers.filter { !$0.value.isIdle(at: now) }
    }

    private static func use(
        _ book: inout SlotBook,
        _ priority: Priority,
        notBefore moment: Timestamp,
        at now: Timestamp
    ) -> Timestamp? {
        guard moment <= now, book.admits(at: now) else { return book.book(priority, notBefore: moment, at: now) }
        book.spend(at: now)
        return nil
    }
}
