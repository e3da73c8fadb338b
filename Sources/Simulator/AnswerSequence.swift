// SPDX-License-Identifier: Apache-2.0

/// Answers given one after the other, of which the last one repeats.
struct AnswerSequence<Answer> {
    private let answers: [Answer]
    private var position = 0

    init(_ answers: [Answer]) { self.answers = answers }

    /// Nil where there are none at all.
    mutating func next() -> Answer? {
        guard position < answers.count else { return answers.last }
        defer { position += 1 }
        return answers[position]
    }
}

extension AnswerSequence: Sendable where Answer: Sendable {}
