// SPDX-License-Identifier: Apache-2.0

/// What became of a list's lines: counts, the first faults in full, the rest by kind.
package struct ListReport: Hashable, Sendable {
    /// Faults that are told in full.
    package static let mostFaults = 100
    /// Runs of lines whose numbers are told.
    package static let mostRuns = 20_000

    /// Lines with something on them, the header not counted.
    package private(set) var lines = 0
    package private(set) var taken = 0
    /// How many of those taken name an address that an earlier line of the same list names.
    package private(set) var duplicates = 0
    package private(set) var kinds: [SetAside.Kind: Int] = [:]
    package private(set) var faults: [SetAside] = []
    /// The lines that were set aside, the first ``mostRuns`` runs of them.
    package private(set) var setAsideLines: [ClosedRange<Int>] = []
    private var seen = SeenAddresses()

    package init() {}

    package var setAside: Int { kinds.values.reduce(0, +) }

    /// Counts a line that was taken; `address` is the channel and the address that it names.
    mutating func take(_ address: some Hashable) {
        lines += 1
        taken += 1
        if !seen.insert(address) { duplicates += 1 }
    }

    mutating func setAside(_ line: SetAside) {
        lines += 1
        kinds[line.kind, default: 0] += 1
        if faults.count < Self.mostFaults { faults.append(line) }
        if let last = setAsideLines.last, last.upperBound + 1 == line.lines.lowerBound {
            setAsideLines[setAsideLines.count - 1] = last.lowerBound...line.lines.upperBound
        } else if setAsideLines.count < Self.mostRuns {
            setAsideLines.append(line.lines)
        }
    }
}

/// Addresses that a list has named, by their digests, so that a million of them take little room.
///
/// Two addresses share one of 2⁶⁴ digests once in millions of lists. Beyond ``capacity`` it learns nothing more, and what
/// comes then is counted as new.
private struct SeenAddresses: Hashable {
    static let capacity = 2_000_000

    private var digests: Set<Int> = []

    /// - Returns: whether it is new.
    mutating func insert(_ address: some Hashable) -> Bool {
        var hasher = Hasher()
        hasher.combine(address)
        let digest = hasher.finalize()
        guard digests.count < Self.capacity else { return !digests.contains(digest) }
        return digests.insert(digest).inserted
    }
}

extension ListReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case lines, taken, duplicates, kinds, faults
        case setAside = "set_aside"
        case setAsideLines = "set_aside_lines"
    }

    private struct FaultView: Encodable {
        let line: Int
        let column: String?
        let kind: SetAside.Kind
        let message: String
        let suggestedAction: String?

        private enum CodingKeys: String, CodingKey {
            case line, column, kind, message
            case suggestedAction = "suggested_action"
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(lines, forKey: .lines)
        try values.encode(taken, forKey: .taken)
        try values.encode(duplicates, forKey: .duplicates)
        try values.encode(setAside, forKey: .setAside)
        let byName = kinds.map { ($0.key.rawValue, $0.value) }
        try values.encode(Dictionary(uniqueKeysWithValues: byName), forKey: .kinds)
        let faults = faults.map { fault in
            FaultView(
                line: fault.lines.lowerBound,
                column: fault.column,
                kind: fault.kind,
                message: fault.message,
                suggestedAction: fault.suggestion
            )
        }
        try values.encode(faults, forKey: .faults)
        try values.encode(setAsideLines.map { [$0.lowerBound, $0.upperBound] }, forKey: .setAsideLines)
    }
}
