// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Plays a ``SinkScript``: knows how far each rule's sequence has come.
final class SinkDirector: Sendable {
    /// An answer with its bytes, which are the same every time.
    struct Cue: Sendable {
        let answer: SinkAnswer
        /// The response where it is one, for a connection that stays.
        let wire: ByteBuffer?
        /// Who decides in its place once the request has arrived.
        var dialect: (any ProviderDialect)?

        init(_ answer: SinkAnswer) {
            self.answer = answer
            if case .reply(let reply) = answer.action { wire = reply.wire() } else { wire = nil }
        }
    }

    private struct State: Sendable {
        var script: SinkScript
        var cues: [AnswerSequence<Cue>]
        var otherwise: Cue

        init(_ script: SinkScript) {
            self.script = script
            cues = script.rules.map { AnswerSequence($0.answers.map(Cue.init)) }
            otherwise = Cue(script.otherwise)
        }
    }

    private let state: Mutex<State>
    let dialects: [any ProviderDialect]

    init(_ script: SinkScript, dialects: [any ProviderDialect] = []) {
        self.state = Mutex(State(script))
        self.dialects = dialects
    }

    var script: SinkScript { state.withLock { $0.script } }

    /// Takes up another script, from its beginning.
    func play(_ script: SinkScript) {
        let fresh = State(script)
        state.withLock { $0 = fresh }
    }

    func cue(method: String, path: String) -> Cue {
        state.withLock { state in
            guard let index = state.script.rules.firstIndex(where: { $0.matches(method: method, path: path) })
            else {
                var cue = state.otherwise
                cue.dialect = dialects.first { $0.serves(method, path) }
                return cue
            }
            return state.cues[index].next() ?? state.otherwise
        }
    }
}
