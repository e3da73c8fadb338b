// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Incidents

package protocol FeedbackReading {
    /// What readers said of an incident's updates, newest first, at most `limit`.
    func feedback(on incident: Incident.ID, limit: Int) throws(Fault) -> [Feedback]

    /// How many found an incident's updates helpful, and how many did not.
    func feedbackTotals(on incident: Incident.ID) throws(Fault) -> (helpful: Int, unhelpful: Int)
}

package protocol FeedbackWriting {
    /// Keeps what a reader said, or replaces what the same reader said of the same update before.
    func keep(_ feedback: Feedback) throws(Fault)
}

/// What a reader said of an update; it names nobody.
package struct Feedback: Hashable, Sendable {
    /// The same for everything that one reader says of one update, and for nothing else; tells nobody who it is.
    package var key: String
    package var incident: Incident.ID
    package var update: IncidentUpdate.ID?
    package var isHelpful: Bool
    package var comment: String?
    package var locale: LocaleTag?
    package var at: Timestamp

    package init(
        key: String,
        incident: Incident.ID,
        update: IncidentUpdate.ID? = nil,
        isHelpful: Bool,
        comment: String? = nil,
        locale: LocaleTag? = nil,
        at: Timestamp
    ) {
        self.key = key
        self.incident = incident
        self.update = update
        self.isHelpful = isHelpful
        self.comment = comment
        self.locale = locale
        self.at = at
    }
}
