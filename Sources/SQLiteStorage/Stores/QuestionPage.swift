// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import HubCore
import Outbox

/// Looks through questions whether messages are wanted for those that nobody answered.
///
/// They have no index of their own: their names begin alike and sort by time. What a destination was sent is found by a
/// look at each message, for no hot table bears the cost of an index for that; so the looking is done on a snapshot.
struct QuestionPage {
    /// The condition on a `message m`.
    static let isQuestion = "m.name > '\(Message.confirmationPrefix)_' AND m.name < '\(Message.confirmationPrefix)`'"

    private let database: Database
    private let moment: Timestamp

    /// For questions that were asked before `moment`.
    init(askedBefore moment: Timestamp, on database: Database) {
        self.database = database
        self.moment = moment
    }

    func read(after cursor: Message.ID?, limit: Int) throws(Fault) -> UnansweredQuestions {
        let last = try sql("SELECT max(id) FROM message").first { $0.optionalInt64(0) }
        guard let horizon = last ?? nil else { return UnansweredQuestions(horizon: 0) }
        let names = try sql(
            "SELECT m.id, m.name, m.accepted FROM message m WHERE \(Self.isQuestion) AND m.name > ? ORDER BY m.name LIMIT ?"
        )
        var found = UnansweredQuestions(horizon: horizon)
        var count = 0
        try names.each(cursor?.text ?? "", limit) { row throws(Fault) in
            guard row.time(2) < moment else { return }
            count += 1
            found.cursor = try row.identifier(1)
            let question = row.int64(0)
            guard !found.groups.contains(where: { $0.questions.contains(question) }) else { return }
            if let group = try group(around: question) { found.groups.append(group) }
        }
        if count < limit { found.cursor = nil }
        return found
    }

    /// A question with its destinations, their other questions, and so on; nil where any of them means more than that.
    private func group(around question: Int64) throws(Fault) -> UnansweredQuestions.Group? {
        var group = UnansweredQuestions.Group(questions: [question], destinations: [])
        var unseen = [question]
        while let next = unseen.popLast() {
            guard let destinations = try Self.destinations(of: next, on: database) else { return nil }
            for (destination, isErased) in destinations where !isErased {
                guard group.destinations.insert(destination).inserted else { continue }
                guard let questions = try questionsAlone(to: destination) else { return nil }
                unseen += questions.filter { group.questions.insert($0).inserted }
            }
        }
        return group
    }

    /// The destinations of a question that is over, and whether their readers were erased; nil where it is not over.
    static func destinations(
        of question: Int64,
        on database: Database
    ) throws(Fault) -> [(number: Int64, isErased: Bool)]? {
        if try SQLStatement("SELECT 1 FROM fanout WHERE message = ?", on: database).exists(question) { return nil }
        let found = try SQLStatement(
            """
            SELECT d.destination, t.unsubscribed, d.state, EXISTS (SELECT 1 FROM inflight WHERE delivery = d.id)
            FROM delivery d JOIN destination t ON t.id = d.destination WHERE d.message = ?
            """,
            on: database
        )
        .all(question) {
            (
                number: $0.int64(0), isErased: $0.int(1) == SuppressionReason.erasedCode,
                state: $0.int(3) != 0 ? DeliveryState.inFlight : DeliveryState(code: $0.int(2))
            )
        }
        guard found.allSatisfy({ !$0.state.isOpen && $0.state != .held }) else { return nil }
        return found.map { ($0.number, $0.isErased) }
    }

    /// Whether nothing is known of a destination but what it was sent.
    static func isUnknown(_ destination: Int64, on database: Database) throws(Fault) -> Bool {
        try SQLStatement(
            """
            SELECT 1 FROM destination t WHERE t.id = ? AND t.unsubscribed = 0 AND t.held IS NULL
                AND NOT EXISTS (SELECT 1 FROM confirmation WHERE destination = t.id)
                AND NOT EXISTS (
                    SELECT 1 FROM audience a CROSS JOIN member m
                        ON m.audience = a.id AND m.channel = t.channel AND m.destination = t.id
                )
                AND NOT EXISTS (
                    SELECT 1 FROM fanout f CROSS JOIN fanout_destination n
                        ON n.message = f.message AND n.destination = t.id
                )
            """,
            on: database
        )
        .exists(destination)
    }

    /// Whether a destination was sent anything after a message.
    static func hasNews(of destination: Int64, after message: Int64, on database: Database) throws(Fault) -> Bool {
        try SQLStatement(
            """
            SELECT 1 FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?
            WHERE m.id > ? LIMIT 1
            """,
            on: database
        )
        .exists(destination, message)
    }

    /// All that a destination was sent, where that is nothing but questions asked before the moment, and where nothing
    /// else is known of it.
    private func questionsAlone(to destination: Int64) throws(Fault) -> [Int64]? {
        guard try Self.isUnknown(destination, on: database) else { return nil }
        let others = try sql(
            """
            SELECT 1 FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?
            WHERE NOT (\(Self.isQuestion) AND m.accepted < ?) LIMIT 1
            """
        )
        if try others.exists(destination, moment) { return nil }
        return try sql(
            """
            SELECT m.id FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?
            WHERE \(Self.isQuestion)
            """
        )
        .all(destination) { $0.int64(0) }
    }

    private func sql(_ text: String) throws(Fault) -> SQLStatement { try SQLStatement(text, on: database) }
}
