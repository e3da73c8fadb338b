// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

extension SQLiteReading {
    func unansweredQuestions(
        askedBefore moment: Timestamp,
        after cursor: Message.ID?,
        limit: Int
    ) throws(Fault) -> UnansweredQuestions {
        try QuestionPage(askedBefore: moment, on: database).read(after: cursor, limit: limit)
    }
}

extension SQLiteTransaction {
    func forget(_ questions: UnansweredQuestions) throws(Fault) -> Int {
        var forgotten = 0
        for group in questions.groups where try isUnchanged(group, since: questions.horizon) {
            for question in group.questions where try session.forget(question: question) { forgotten += 1 }
            for destination in group.destinations { try session.forget(destination: destination, else: blank) }
        }
        if forgotten > 0 { session.traces.erased() }
        return forgotten
    }

    func clearTraces() throws(Fault) { session.traces.remind() }

    private func isUnchanged(_ group: UnansweredQuestions.Group, since horizon: Int64) throws(Fault) -> Bool {
        for question in group.questions {
            guard let destinations = try QuestionPage.destinations(of: question, on: database),
                destinations.allSatisfy({ $0.isErased || group.destinations.contains($0.number) })
            else { return false }
        }
        for destination in group.destinations {
            guard try QuestionPage.isUnknown(destination, on: database),
                try !QuestionPage.hasNews(of: destination, after: horizon, on: database)
            else { return false }
        }
        return true
    }
}

extension WriterSession {
    /// Deletes a question with its deliveries, whatever has become of them, unless an attempt is under way.
    ///
    /// - Returns: whether it is gone.
    func forget(question: Int64) throws(Fault) -> Bool {
        let deliveries = try sql("SELECT \(DeliveryRow.columns) FROM delivery d WHERE d.message = ?")
            .all(question) { DeliveryRow($0) }
        guard deliveries.allSatisfy({ memory.flights[$0.id] == nil }) else { return false }
        if try sql("SELECT 1 FROM fanout WHERE message = ?").exists(question) { return false }
        for row in deliveries {
            try leaveQueue(row)
            if row.state == .held { try forgetHeld(row) }
            if row.isChained { try stopAsking(about: row.id) }
        }
        var room = Int.max
        return try delete(PrunedMessage(number: question, subject: nil, sequence: 0), room: &room)
    }

    /// Deletes a destination that nothing goes by any more.
    ///
    /// The one with the highest number is left to `blank`: a number is never given twice.
    func forget(destination: Int64, else blank: (Int64) throws(Fault) -> Void) throws(Fault) {
        if memory.failing.remove(destination) != nil {
            try sql("DELETE FROM failing WHERE destination = ?").run(destination)
        }
        let gone = try sql("DELETE FROM destination WHERE id = ?1 AND id < (SELECT max(id) FROM destination)")
            .run(destination)
        if gone == 0 { try blank(destination) }
    }
}
