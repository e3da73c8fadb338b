// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Outbox

/// What is true of every ledger's records at every moment.
package enum LedgerInvariants {
    /// - Returns: what is wrong with the records; nothing where all is well.
    package static func violations(_ harness: any LedgerHarness) async throws(Fault) -> [String] {
        let records = try await harness.records()
        var found = records.flatMap(contradictions)
        found += crowds(records)
        found += deadEnds(records)
        for record in records {
            let attempts = try await harness.attempts(of: record.id)
            found += gaps(attempts, of: record)
        }
        found += try await miscounts(records, harness)
        return found
    }

    /// Fields that say different things.
    private static func contradictions(in record: DeliveryRecord) -> [String] {
        var found: [String] = []
        if record.dueAt != nil, record.state != .pending, record.state != .retrying {
            found.append("\(record.id) is \(record.state) and due")
        }
        if (record.finishedAt == nil) != (record.state.isOpen || record.state == .held) {
            found.append("\(record.id) is \(record.state) and finished at \(String(describing: record.finishedAt))")
        }
        if record.state == .rerouted, record.reroutedTo == nil { found.append("\(record.id) is rerouted to nowhere") }
        if record.state == .delivered, record.fault != nil { found.append("\(record.id) is delivered and has a fault") }
        return found
    }

    /// Of one incident and destination at most one is ready or under way.
    private static func crowds(_ records: [DeliveryRecord]) -> [String] {
        let active = records.filter { $0.incident != nil && ($0.dueAt != nil || $0.state == .inFlight) }
        return Dictionary(grouping: active) {
            "\($0.incident?.text ?? "") \($0.destination.channel) \($0.destination.address)"
        }
        .filter { $0.value.count > 1 }
        .map { "\($0.value.map(\.id)) are active at once for \($0.key)" }
    }

    /// Whoever was rerouted is carried by a delivery that has not been withdrawn with another's chain.
    private static func deadEnds(_ records: [DeliveryRecord]) -> [String] {
        let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        return records.filter { $0.state == .rerouted && $0.reroutedFrom == nil }
            .compactMap { record in
                var last = record
                var steps = 0
                while last.state == .rerouted, let next = last.reroutedTo.flatMap({ byID[$0] }), steps < 20 {
                    last = next
                    steps += 1
                }
                if steps == 20 { return "\(record.id) is rerouted in a circle" }
                guard last.state == .cancelled, last.fault?.code == .reachedElsewhere else { return nil }
                return "\(record.id) was rerouted to \(last.id), which was withdrawn"
            }
    }

    /// Attempts are numbered without gaps, up to the one under way; the oldest of them may have been deleted.
    private static func gaps(_ attempts: [AttemptRecord], of record: DeliveryRecord) -> [String] {
        let numbers = attempts.map(\.number)
        let expected = Array((record.attempts - numbers.count..<record.attempts).map { $0 + 1 })
        var found = numbers == expected ? [] : ["\(record.id) has attempts \(numbers) of \(record.attempts)"]
        let underWay = attempts.filter { $0.result == .underWay }
        if underWay.map(\.number) != (record.state == .inFlight ? [record.attempts] : []) {
            found.append("\(record.id) is \(record.state) with \(underWay.map(\.number)) under way")
        }
        return found
    }

    /// Totals are those of the records.
    private static func miscounts(
        _ records: [DeliveryRecord],
        _ harness: any LedgerHarness
    ) async throws(Fault) -> [String] {
        var found: [String] = []
        for (message, mine) in Dictionary(grouping: records, by: \.message) {
            let tally = try await harness.read { outbox throws(Fault) in try outbox.tally(ofMessage: message) }
            let counted = Dictionary(grouping: mine, by: \.state).mapValues(\.count)
            if tally != counted { found.append("\(message) is tallied as \(tally) instead of \(counted)") }
        }
        return found
    }
}
