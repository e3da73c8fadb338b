// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// What a session came to: medians over its runs.
package struct BenchReport: Encodable, Sendable {
    /// One line of the table.
    package struct Row: Encodable, Sendable {
        package let measure: MeasureName
        package let name: String
        package let unit: Unit
        /// Of each run, in order.
        package private(set) var values: [Double]
        package let against: String?
        package private(set) var references: [Double]
        package private(set) var ratios: [Double]
        package let goal: Goal?

        init(_ figure: Figure, of measure: MeasureName) {
            self.measure = measure
            self.name = figure.name
            self.unit = figure.unit
            self.values = []
            self.against = figure.reference?.name
            self.references = []
            self.ratios = []
            self.goal = figure.goal
            add(figure)
        }

        mutating func add(_ figure: Figure) {
            values.append(figure.value)
            if let reference = figure.reference { references.append(reference.value) }
            if let ratio = figure.ratio { ratios.append(ratio) }
        }

        package var median: Double { values.median ?? 0 }
        package var referenceMedian: Double? { references.median }
        /// Of the runs' own ratios: what slows the machine down for a while slows both sides.
        package var ratio: Double? { ratios.median }
        package var isMet: Bool? { goal?.isMet(value: median, ratio: ratio) }

        private enum CodingKeys: String, CodingKey {
            case measure, name, unit, median, values, against, ratio, goal, met
            case againstMedian = "against_median"
            case againstValues = "against_values"
        }

        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(measure, forKey: .measure)
            try fields.encode(name, forKey: .name)
            try fields.encode(unit, forKey: .unit)
            try fields.encode(median, forKey: .median)
            try fields.encode(values, forKey: .values)
            try fields.encodeIfPresent(against, forKey: .against)
            try fields.encodeIfPresent(referenceMedian, forKey: .againstMedian)
            if !references.isEmpty { try fields.encode(references, forKey: .againstValues) }
            try fields.encodeIfPresent(ratio, forKey: .ratio)
            try fields.encodeIfPresent(goal?.text(in: unit), forKey: .goal)
            try fields.encodeIfPresent(isMet, forKey: .met)
        }
    }

    /// A measure that was not taken, or not to its end.
    package struct Gap: Encodable, Sendable {
        package let measure: MeasureName
        package let reason: String
    }

    package let machine: Machine
    package let runs: Int
    package let scale: [String: Int]
    package private(set) var rows: [Row] = []
    package private(set) var gaps: [Gap] = []

    package init(machine: Machine, settings: BenchSettings) {
        self.machine = machine
        self.runs = settings.runs
        let scale = settings.scale
        self.scale = [
            "endpoints": scale.endpoints, "recipients": scale.recipients, "backlog": scale.backlog,
            "large_audience": scale.largeAudience, "small_audience": scale.smallAudience,
            "urgent_incidents": scale.urgentCount, "accept_seconds": scale.acceptSeconds,
        ]
    }

    package mutating func add(_ figures: [Figure], of measure: MeasureName) {
        for figure in figures {
            let known = rows.firstIndex {
                $0.measure == measure && $0.name == figure.name && $0.against == figure.reference?.name
            }
            if let index = known {
                rows[index].add(figure)
            } else {
                rows.append(Row(figure, of: measure))
            }
        }
        // Run by run the measures come in turn; the table has each measure's rows together.
        let order = MeasureName.allCases
        rows = order.flatMap { name in rows.filter { $0.measure == name } }
    }

    package mutating func leaveOut(_ measure: MeasureName, because reason: String) {
        // Once, however many runs find the same.
        guard !gaps.contains(where: { $0.measure == measure && $0.reason == reason }) else { return }
        gaps.append(Gap(measure: measure, reason: reason))
    }

    /// Whether there is no use in trying the measure again.
    package func hasGivenUp(_ measure: MeasureName) -> Bool {
        gaps.contains { $0.measure == measure } && !rows.contains { $0.measure == measure }
    }

    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    private enum CodingKeys: String, CodingKey {
        case machine, runs, scale, rows
        case gaps = "not_measured"
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle; nil of none.
    package var median: Double? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }
}
