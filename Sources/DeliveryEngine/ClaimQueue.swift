// SPDX-License-Identifier: Apache-2.0

import DequeModule
package import Outbox

/// Claims of a lane that wait in memory for an attempt before them to end.
///
/// A pure value. The urgent go first; while others wait too, every band gets a turn by its weight, so that a stream of
/// urgent work cannot keep what was claimed before it from ever leaving.
package struct ClaimQueue: Sendable {
    private struct Line {
        let band: Band
        var claims: Deque<Claim>
        /// Turns saved up; the line with most goes next.
        var credit = 0
    }

    private var lines: [Line] = []
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    package mutating func append(_ claim: consuming Claim) {
        let band = claim.band
        count += 1
        if let index = lines.firstIndex(where: { $0.band == band }) {
            lines[index].claims.append(claim)
        } else {
            lines.append(Line(band: band, claims: [claim]))
            lines.sort { $0.band < $1.band }
        }
    }

    package mutating func popFirst() -> Claim? {
        guard count > 0 else { return nil }
        count -= 1
        var chosen = 0
        if lines.count > 1 {
            var total = 0
            for index in lines.indices {
                let weight = Fairness.weight(of: lines[index].band.priority)
                lines[index].credit += weight
                total += weight
                if lines[index].credit > lines[chosen].credit { chosen = index }
            }
            lines[chosen].credit -= total
        }
        let claim = lines[chosen].claims.popFirst()
        if lines[chosen].claims.isEmpty { lines.remove(at: chosen) }
        return claim
    }

    package mutating func removeAll() -> [Claim] {
        defer { self = ClaimQueue() }
        return lines.flatMap(\.claims)
    }

    package func count(of priority: Priority) -> Int {
        lines.reduce(0) { $0 + ($1.band.priority == priority ? $1.claims.count : 0) }
    }
}
