// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Incidents
import Outbox

extension Hub {
    /// Characters of what a reader may add.
    package static let longestComment = 1_000

    /// What a token asks about, with the incident's title; nil where it is none of ours or the incident is gone.
    package func feedbackSubject(_ token: String) async throws(Fault) -> (subject: FeedbackSubject, title: String)? {
        guard let subject = readerTokens.subject(token) else { return nil }
        let incident = try await storage.read { reader throws(Fault) in try reader.incident(subject.incident) }
        return incident.map { (subject, $0.title) }
    }

    /// Keeps what a reader says of an update, in place of what the same reader said before.
    ///
    /// A comment is cut at ``longestComment``. Returns whether the token is one of ours.
    package func keepFeedback(isHelpful: Bool, comment: String?, by token: String) async throws(Fault) -> Bool {
        guard let subject = readerTokens.subject(token) else { return false }
        try storage.checkRoom()
        let words = comment.map { String($0.prefix(Self.longestComment)) }
        let feedback = Feedback(
            key: subject.reader,
            incident: subject.incident,
            update: subject.update,
            isHelpful: isHelpful,
            comment: words?.contains { !$0.isWhitespace } == true ? words : nil,
            locale: subject.locale,
            at: clock.now
        )
        return try await storage.write { transaction throws(Fault) in
            guard try transaction.incident(subject.incident) != nil else { return false }
            try transaction.keep(feedback)
            return true
        }
    }

    /// What readers said of an incident's updates, newest first.
    package func feedback(
        on id: Identifier<IncidentReference>,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.read)
        _ = try await find(id)
        let (items, totals) = try await storage.read { reader throws(Fault) in
            (try reader.feedback(on: id, limit: limit), try reader.feedbackTotals(on: id))
        }
        return try reply(200, FeedbackView(totals: FeedbackTotals(totals), items: items.map { FeedbackItem($0) }))
    }
}

/// How many found an incident's updates helpful.
struct FeedbackTotals: Encodable, Sendable {
    let helpful: Int
    let unhelpful: Int

    init(_ totals: (helpful: Int, unhelpful: Int)) {
        self.helpful = totals.helpful
        self.unhelpful = totals.unhelpful
    }
}

private struct FeedbackView: Encodable {
    let totals: FeedbackTotals
    let items: [FeedbackItem]
}

private struct FeedbackItem: Encodable {
    let update: IncidentUpdate.ID?
    let helpful: Bool
    let comment: String?
    let locale: LocaleTag?
    let at: Timestamp

    init(_ feedback: Feedback) {
        self.update = feedback.update
        self.helpful = feedback.isHelpful
        self.comment = feedback.comment
        self.locale = feedback.locale
        self.at = feedback.at
    }
}
