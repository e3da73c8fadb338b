// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Plays a ``MailScript``: knows how far each rule's sequence has come.
final class MailDirector: Sendable {
    private struct State: Sendable {
        let script: MailScript
        let patterns: [AddressPattern?]
        var sequences: [AnswerSequence<MailAnswer>]

        init(_ script: MailScript) {
            self.script = script
            patterns = script.rules.map { $0.recipient.map { AddressPattern($0) } }
            sequences = script.rules.map { AnswerSequence($0.answers) }
        }
    }

    private let state: Mutex<State>

    init(_ script: MailScript) { state = Mutex(State(script)) }

    var script: MailScript { state.withLock { $0.script } }

    /// Takes up another script, from its beginning.
    func play(_ script: MailScript) { state.withLock { $0 = State(script) } }

    /// The scripted answer; nil where the sink answers in its ordinary way.
    func answer(at phase: MailPhase, to recipients: [String]) -> MailAnswer? {
        state.withLock { state in
            for (index, rule) in state.script.rules.enumerated() where rule.phase == phase {
                if let pattern = state.patterns[index], !recipients.contains(where: pattern.matches) { continue }
                return state.sequences[index].next()
            }
            return nil
        }
    }
}
