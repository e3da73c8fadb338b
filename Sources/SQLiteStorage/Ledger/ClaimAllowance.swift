// SPDX-License-Identifier: Apache-2.0

import Outbox

/// What is left of a quota while it is claimed, and whose turn it is.
struct ClaimAllowance {
    /// Past what a quota admits, at most so many rows are looked at: a lane full of postponed or expired deliveries
    /// is gone through in several exchanges.
    private static let spareCandidates = 1_024

    /// The shares, the most urgent band first, each band once.
    let shares: [Exchange.Share]
    /// How many of each share were claimed.
    var claimed: [Int]
    var limit: Int
    var spare = ClaimAllowance.spareCandidates
    var isStopped = false

    private var turns: TurnOrder
    /// The share whose turn it is; it keeps the turn until one of its deliveries is asked about or nothing is due.
    private var choice: Int?
    /// Which shares had something due when it was chosen.
    private var isThere: [Bool]

    init(_ quota: Exchange.Quota) {
        var shares = quota.shares
        if shares.count > 1 {
            var seen: Set<Band> = []
            shares = shares.filter { seen.insert($0.band).inserted }.sorted { $0.band < $1.band }
        }
        self.shares = shares
        self.claimed = Array(repeating: 0, count: shares.count)
        self.isThere = Array(repeating: true, count: shares.count)
        self.turns = TurnOrder(weights: shares.map(\.weight))
        self.limit = quota.limit
    }

    var isOver: Bool { isStopped || limit <= 0 || spare <= 0 }

    func hasRoom(at index: Int) -> Bool { claimed[index] < shares[index].limit }

    /// The share whose turn it is, of those that have something due; nil where none has.
    mutating func choose(where isDue: (Int) -> Bool) -> Int? {
        if choice == nil {
            for index in shares.indices { isThere[index] = hasRoom(at: index) && isDue(index) }
            choice = turns.next(of: isThere)
        }
        return choice
    }

    mutating func forgetChoice() { choice = nil }

    /// Notes that the share chosen has had its turn.
    mutating func takeTurn() {
        guard let turn = choice else { return }
        turns.take(turn, of: isThere)
        choice = nil
    }
}
