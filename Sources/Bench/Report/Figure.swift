// SPDX-License-Identifier: Apache-2.0

/// One number that a run came to, with what it is held against.
package struct Figure: Sendable {
    /// Another number of the same run.
    package struct Reference: Sendable {
        package var name: String
        package var value: Double

        package init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// The same in every run.
    package var name: String
    package var value: Double
    package var unit: Unit
    package var reference: Reference?
    package var goal: Goal?

    package init(
        _ name: String,
        _ value: Double,
        _ unit: Unit,
        against reference: Reference? = nil,
        goal: Goal? = nil
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.reference = reference
        self.goal = goal
    }

    /// The value by the reference's.
    package var ratio: Double? { reference.flatMap { $0.value == 0 ? nil : value / $0.value } }

    /// For the progress of a run.
    package var line: String {
        let held = reference.map { "; \($0.name): \(unit.text($0.value))" } ?? ""
        let ratio = ratio.map { " (\(Decimals.text($0, places: 2)) ×)" } ?? ""
        return "\(name): \(unit.text(value))\(held)\(ratio)"
    }
}
