// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Synchronization

/// Answers in the order in which they are to be given; the last one again and again.
final class Turn: Sendable {
    private let answers: [HTTPResponse]
    private let given = Mutex(0)

    init(_ answers: [HTTPResponse]) { self.answers = answers }

    func next() -> HTTPResponse {
        given.withLock { given in
            defer { given += 1 }
            return answers[min(given, answers.count - 1)]
        }
    }
}
