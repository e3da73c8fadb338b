// SPDX-License-Identifier: Apache-2.0

/// The name that someone who wrote another one probably meant.
package enum NearestName {
    /// The candidate that differs least from `name`, where it differs little enough to be a slip.
    ///
    /// A slip is one character left out, added, exchanged or swapped with its neighbour; a third of the name may be
    /// slips, and at least one. Upper and lower case count as equal, `-`, `_` and space too. Of equally near
    /// candidates the first in alphabetical order is taken, so that the answer does not depend on their order.
    package static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
        let written = folded(name)
        let allowance = max(1, written.count / 3)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates.sorted() {
            let possible = folded(candidate)
            guard abs(possible.count - written.count) <= allowance else { continue }
            let distance = distance(written, possible)
            guard distance <= allowance, distance < best?.distance ?? .max else { continue }
            best = (distance, candidate)
        }
        return best?.candidate
    }

    private static func folded(_ name: String) -> [Character] {
        name.prefix(80).lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
    }

    /// The number of slips between two words: optimal string alignment, three rows at a time.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let exchange = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(exchange, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
