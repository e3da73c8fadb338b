// SPDX-License-Identifier: Apache-2.0

/// Why a child is there no more.
enum PluginEnding: Error, Hashable, Sendable {
    /// The system could not start it.
    case notStarted(reason: String)
    case exited(status: Int32)
    case signalled(Int32)
    case violation(Violation)
    /// It let the time for an answer pass.
    case silent(PluginMethod)
    /// So much waits for it that it cannot be reading its input.
    case notReading
    /// It has closed its output and cannot answer any more.
    case outputClosed
    /// Its description cannot be used, or it refuses its settings.
    case unsuitable
    /// The hub wanted it to end.
    case stopped

    /// What happened, after “it”.
    var words: String {
        switch self {
        case .notStarted(let reason): "could not be started: \(reason)"
        case .exited(let status): "ended by itself with status \(status)"
        case .signalled(let number): "was ended by signal \(number)"
        case .violation(let violation): violation.words
        case .silent(let method): "did not answer “\(method.name)” in time"
        case .notReading: "does not read its standard input"
        case .outputClosed: "closed its standard output"
        case .unsuitable: "did not come into service"
        case .stopped: "was stopped"
        }
    }
}

/// Why a request has no answer.
struct AskFailure: Error, Sendable {
    enum Reason: Sendable {
        case ended(PluginEnding)
        case refused(PluginRefusal)
        case cancelled
        /// The request is longer than a line may be.
        case tooLong
    }

    let reason: Reason
    /// Whether the child may have acted on the request.
    let mayHaveActed: Bool
}
