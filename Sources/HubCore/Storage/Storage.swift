// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// Everything the hub keeps, with one transaction over all of it.
///
/// A transaction is lent to a closure and ends with it: nothing else may span two stores. What ``write(_:)`` returns is
/// durable; a closure that throws leaves nothing behind. The closure may run again where a batch has to be repeated, so
/// it must have no effect but on its transaction.
package protocol Storage: Sendable {
    /// Runs `body` in a transaction that other writers may share a commit with.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result

    /// Runs `body` on a consistent snapshot, beside any writer.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result

    /// Sees whether there is room for more, before anything new is accepted.
    ///
    /// Cheap enough to be asked with every request. What is kept in reserve is for the outcomes of what was accepted
    /// before, which are recorded whatever this says.
    ///
    /// - Throws: ``FaultCode/storageFull`` with the time after which to ask again.
    func checkRoom() throws(Fault)
}

/// What can be looked up.
package protocol StorageReader: IncidentReading, OutboxReading, AudienceReading, AccessReading, AuditReading,
    IdempotencyReading, FeedbackReading, QuestionReading
{}

/// What can be changed, and looked up as changed so far.
package protocol StorageTransaction: StorageReader, IncidentWriting, OutboxWriting, AudienceWriting, AccessWriting,
    AuditWriting,
    IdempotencyWriting, FeedbackWriting, QuestionWriting
{}
