// SPDX-License-Identifier: Apache-2.0

import Outbox

/// Whose turn it is among the bands of a quota: smooth weighted round robin, the first turn the most urgent's.
///
/// With every turn each band that may go gains its weight in credit, and the one that goes pays for all of them. So the
/// turns of one band are spread as evenly among the others' as its weight allows.
struct BandTurns {
    private let shares: [Exchange.Share]
    private var credit: [Band: Int] = [:]
    private var admitted: [Band: Int] = [:]
    private var isFirst = true

    init(_ shares: [Exchange.Share]) {
        var seen: Set<Band> = []
        self.shares = shares.filter { seen.insert($0.band).inserted }.sorted { $0.band < $1.band }
    }

    /// The bands that may go: those with room in their share for which `hasWork` is true.
    func eligible(where hasWork: (Band) -> Bool) -> [Exchange.Share] {
        shares.filter { admitted[$0.band, default: 0] < $0.limit && hasWork($0.band) }
    }

    /// The one of `eligible` whose turn it is; of equals the most urgent.
    func next(of eligible: [Exchange.Share]) -> Band? {
        guard !isFirst else { return eligible.first?.band }
        var best: (band: Band, credit: Int)?
        for share in eligible {
            let credit = credit[share.band, default: 0] + share.weight
            if best.map({ credit > $0.credit }) ?? true { best = (share.band, credit) }
        }
        return best?.band
    }

    /// Notes that `band` had its turn among `eligible`.
    mutating func take(_ band: Band, of eligible: [Exchange.Share]) {
        isFirst = false
        for share in eligible { credit[share.band, default: 0] += share.weight }
        credit[band, default: 0] -= eligible.map(\.weight).reduce(0, +)
    }

    /// Notes that a candidate of `band` was admitted.
    mutating func admit(_ band: Band) { admitted[band, default: 0] += 1 }
}
