// SPDX-License-Identifier: Apache-2.0

/// What is to become of a delivery whose receiver has a fault.
struct FaultExpectation: Sendable {
    /// One of these is the state in which it stays.
    let states: Set<String>
    /// What each attempt is to come to; nil for any number of attempts of which none is delivered.
    let results: [String]?
    /// One of these is the error of every attempt that did not deliver.
    let errors: Set<String>

    /// Delivered, after attempts that came to these.
    static func delivered(after results: String..., error: String...) -> FaultExpectation {
        FaultExpectation(states: ["delivered"], results: results + ["delivered"], errors: Set(error))
    }

    /// Tried as often as the schedule of the matrix has it, and then given up.
    static func exhausted(_ result: String, _ errors: String...) -> FaultExpectation {
        FaultExpectation(states: ["dead"], results: [result, result, result], errors: Set(errors))
    }

    /// Given up at once.
    static func refused(_ error: String) -> FaultExpectation {
        FaultExpectation(states: ["dead"], results: ["failed"], errors: [error])
    }

    /// Nothing that the receiver's side can mend: it waits, uncounted, until the set-up is.
    static func waiting(_ errors: String...) -> FaultExpectation {
        FaultExpectation(states: ["retrying", "held", "pending"], results: nil, errors: Set(errors))
    }

    /// The first attempt is still under way.
    static let underWay = FaultExpectation(states: ["in_flight"], results: ["in_flight"], errors: [])

    /// Whether the delivery may stay as it is.
    func isMet(by state: String?) -> Bool { state.map(states.contains) ?? false }

    /// What is not as it was to be.
    func complaints(about delivery: DeliveryEvidence) -> [String] {
        var found: [String] = []
        if !states.contains(delivery.state) { found.append("it is \(delivery.state), not \(states.sorted())") }
        let actual = delivery.attempts.map(\.result)
        if let results, actual != results { found.append("its attempts came to \(actual), not \(results)") }
        if results == nil, actual.isEmpty || actual.contains("delivered") {
            found.append("its attempts came to \(actual)")
        }
        if delivery.attempts.map(\.number) != Array(actual.indices.map { $0 + 1 }) {
            found.append("its attempts are numbered \(delivery.attempts.map(\.number))")
        }
        let finished = delivery.attempts.filter { $0.result != "delivered" && $0.result != "in_flight" }
        let strange = Set(finished.map { $0.errorType ?? "none" }).subtracting(errors)
        if !strange.isEmpty { found.append("its errors are \(strange.sorted()), not \(errors.sorted())") }
        return found
    }
}
