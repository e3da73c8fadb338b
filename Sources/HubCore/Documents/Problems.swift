// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Everything found wrong while reading one document: all of it, not the first only.
package final class Problems {
    package enum Kind { case invalid, unknownKey, secretMissing }

    /// What the document is, which decides the codes and how a place is written.
    package enum Subject {
        case request
        case configuration(file: String)
    }

    private let subject: Subject
    package private(set) var faults: [Fault] = []

    package init(_ subject: Subject) { self.subject = subject }

    package func add(_ kind: Kind, _ message: String, at pointer: String, line: Int?, suggestion: String? = nil) {
        let code: FaultCode
        let place: String
        switch subject {
        case .request:
            code = kind == .unknownKey ? .unknownField : .schemaInvalid
            place = pointer.isEmpty ? "/" : pointer
        case .configuration(let file):
            code =
                switch kind {
                case .invalid: .configurationInvalid
                case .unknownKey: .configurationUnknownKey
                case .secretMissing: .secretMissing
                }
            place = "\(line.map { "\(file):\($0)" } ?? file) \(pointer)"
        }
        faults.append(Fault(code, message, suggestedAction: suggestion, context: ["where": place]))
    }

    /// A fault that names its own place.
    func add(_ fault: Fault) { faults.append(fault) }

    /// A secret stands where only a reference to one may.
    package func addSecretWrittenOut(at pointer: String, line: Int?) {
        add(
            .invalid,
            "A secret is given by reference only.",
            at: pointer,
            line: line,
            suggestion: "Put it into an environment variable or a file, and write env:NAME or file:PATH."
        )
    }

    /// - Throws: the first problem, which says how many more there are.
    package func throwIfAny() throws(Fault) {
        guard let first = faults.first else { return }
        guard faults.count > 1 else { throw first }
        let places = faults.dropFirst().prefix(5).map { "\($0.context["where"] ?? "?"): \($0.message)" }
        throw first.with("also", places.joined(separator: " · "))
    }
}
