// SPDX-License-Identifier: Apache-2.0

/// Whose turn it is among several that share by weight: smooth weighted round robin.
///
/// With every turn each one that is there gains its weight in credit, and who has most takes the turn and pays all the
/// weights together for it. So turns are spread as evenly as the weights allow at every moment. The first turn of all
/// is the first one's, whatever it weighs.
struct TurnOrder {
    private let weights: [Int]
    private var credits: [Int]
    private var isFirst = true

    init(weights: [Int]) {
        self.weights = weights
        self.credits = Array(repeating: 0, count: weights.count)
    }

    /// Who is next of those that are there; of equals the first.
    ///
    /// Nothing is paid yet.
    func next(of isThere: [Bool]) -> Int? {
        var chosen: Int?
        for index in weights.indices where isThere[index] {
            guard let best = chosen else {
                chosen = index
                continue
            }
            if isFirst { break }
            if credits[index] + weights[index] > credits[best] + weights[best] { chosen = index }
        }
        return chosen
    }

    /// Notes that one had its turn among those that are there.
    mutating func take(_ turn: Int, of isThere: [Bool]) {
        isFirst = false
        // Alone there is nothing to share.
        guard weights.count > 1 else { return }
        for index in weights.indices where isThere[index] {
            credits[index] += weights[index]
            credits[turn] -= weights[index]
        }
    }
}
