// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// Decides when a destination that fails day after day is worth a warning, and when it is held.
///
/// A pure value that remembers, within bounds, what was warned of. After a restart it may warn once more.
package struct DestinationHealth: Sendable {
    package struct Rules: Hashable, Sendable {
        /// After so many days its owner is warned.
        package var warningDays: [Int]
        /// After so long without an arrival it is held.
        package var holdsAfter: Duration
        /// Not before so many deliveries have failed, however long it has been.
        package var fewestFailures: Int

        package init(
            warningDays: [Int] = [1, 3],
            holdsAfter: Duration = .seconds(120 * 3_600),
            fewestFailures: Int = 20
        ) {
            self.warningDays = warningDays.sorted()
            self.holdsAfter = holdsAfter
            self.fewestFailures = fewestFailures
        }
    }

    package enum Verdict: Hashable, Sendable {
        case fine
        /// Its owner should be told, by another way.
        ///
        /// - Parameter day: which warning it is: after one day, or after three.
        case warn(day: Int)
        case hold(Fault)
    }

    private struct Warning: Sendable {
        /// Which time of failing it belongs to.
        var since: Timestamp
        var day: Int
        var seen: Timestamp
    }

    private static let capacity = 8_192
    private static let day = Duration.seconds(86_400)

    private let rules: Rules
    private var warnings: [DestinationID: Warning] = [:]

    package init(rules: Rules = Rules()) { self.rules = rules }

    /// How many destinations it remembers.
    package var count: Int { warnings.count }

    /// What is to be done about a destination whose delivery has just failed for good.
    ///
    /// Each warning is given once for each time of failing.
    package mutating func verdict(of failing: FailingDestination, now: Timestamp) -> Verdict {
        let age = now - failing.since
        if age >= rules.holdsAfter, failing.failures >= rules.fewestFailures {
            warnings[failing.id] = nil
            return .hold(Self.fault(for: failing, age: age))
        }
        guard let day = rules.warningDays.last(where: { age >= Self.day * $0 }) else { return .fine }
        let given = warnings[failing.id].map { $0.since == failing.since ? $0.day : 0 } ?? 0
        if warnings.count >= Self.capacity, warnings[failing.id] == nil { makeRoom(now: now) }
        warnings[failing.id] = Warning(since: failing.since, day: max(given, day), seen: now)
        return day > given ? .warn(day: day) : .fine
    }

    /// Forgets destinations that have not failed for a week: they work again, or nothing is sent to them.
    package mutating func prune(now: Timestamp) {
        warnings = warnings.filter { now - $0.value.seen < Self.day * 7 }
    }

    private mutating func makeRoom(now: Timestamp) {
        prune(now: now)
        guard warnings.count >= Self.capacity else { return }
        let kept = warnings.sorted { $0.value.seen > $1.value.seen }.prefix(Self.capacity / 2)
        warnings = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    private static func fault(for failing: FailingDestination, age: Duration) -> Fault {
        let hours = Int(age.components.seconds / 3_600)
        return Fault(
            .destinationFailing,
            "\(failing.failures) deliveries in a row have failed in \(hours) hours, and none has arrived: "
                + failing.fault.message,
            suggestedAction: failing.fault.suggestedAction,
            context: [
                "cause": failing.fault.code.rawValue, "failures": "\(failing.failures)",
                "since": "\(failing.since)",
            ]
        )
    }
}
