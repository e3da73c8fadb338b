// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What the checks have found so far.
struct ConformanceReport {
    private(set) var violations: [ConformanceViolation] = []

    mutating func add(_ check: String, _ message: String) {
        let violation = ConformanceViolation(check, message)
        if !violations.contains(violation) { violations.append(violation) }
    }

    mutating func expect(_ isTrue: Bool, _ check: String, _ message: @autoclosure () -> String) {
        if !isTrue { add(check, message()) }
    }

    /// The body's result; where it throws, that is the violation.
    mutating func attempt<Value>(_ check: String, _ body: () throws(Fault) -> Value) -> Value? {
        do throws(Fault) {
            return try body()
        } catch {
            add(check, "Throws \(error) where it must not.")
            return nil
        }
    }
}
