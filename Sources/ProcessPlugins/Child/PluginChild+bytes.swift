// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// What the child's thread does with the dialogue.
extension PluginChild {
    /// Takes what the child has written, and hands on the answers in it.
    ///
    /// - Returns: how it broke the protocol, where it did.
    func take(_ bytes: ArraySlice<UInt8>) -> Violation? {
        let outcome = state.withLock { state -> Result<[(Reply, (@Sendable (Reply) -> Void)?)], Violation> in
            do throws(Violation) {
                let answers = try state.dialogue.received(bytes)
                return .success(
                    answers.map { answer in
                        let reply = answer.content.mapError { AskFailure(reason: .refused($0), mayHaveActed: true) }
                        return (reply, state.waiting.removeValue(forKey: answer.id))
                    }
                )
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .failure(let violation): return violation
        case .success(let replies):
            for (reply, waiter) in replies { waiter?(reply) }
            return nil
        }
    }

    /// Writes what waits into the pipe, as much as it takes.
    ///
    /// Under the lock, so that no request can be withdrawn between its bytes' leaving and their being counted; the pipe
    /// does not block.
    ///
    /// - Returns: false where the child has closed its end.
    func give(to pipe: Int32) -> Bool {
        state.withLock { state in
            let count = state.dialogue.pending.prefix(64 << 10)
                .withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
            if count > 0 { state.dialogue.wrote(count) }
            return count >= 0 || errno == EAGAIN || errno == EINTR
        }
    }
}
