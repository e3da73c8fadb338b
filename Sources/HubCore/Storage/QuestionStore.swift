// SPDX-License-Identifier: Apache-2.0

package import Announcement

package protocol QuestionReading {
    /// The unanswered ones among the next `limit` questions that were asked before a moment, oldest first.
    ///
    /// An address is one to forget where it stands in no audience, was never confirmed, is neither suppressed nor held, and
    /// has been sent nothing but such questions. What is open, or held, is left alone.
    func unansweredQuestions(
        askedBefore moment: Timestamp,
        after cursor: Message.ID?,
        limit: Int
    ) throws(Fault) -> UnansweredQuestions
}

package protocol QuestionWriting {
    /// Deletes the questions with their deliveries, and the destinations, unless any of it has come to mean more since.
    ///
    /// Hourly totals stay as they are.
    /// - Returns: how many questions were deleted.
    func forget(_ questions: UnansweredQuestions) throws(Fault) -> Int

    /// Has what was erased taken out of the storage's own logs as well, where that could not be done at once.
    func clearTraces() throws(Fault)
}
