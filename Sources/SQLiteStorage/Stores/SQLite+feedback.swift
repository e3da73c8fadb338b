// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents

extension SQLiteReading {
    func feedback(on incident: Incident.ID, limit: Int) throws(Fault) -> [Feedback] {
        let list = try sql(
            """
            SELECT key, published_update, helpful, comment, locale, at FROM feedback WHERE incident = ?
            ORDER BY at DESC, id DESC LIMIT ?
            """
        )
        return try list.all(incident.text, limit) { row throws(Fault) in
            Feedback(
                key: row.text(0),
                incident: incident,
                update: row.optionalText(1).flatMap { IncidentUpdate.ID($0) },
                isHelpful: row.int(2) != 0,
                comment: row.optionalText(3),
                locale: row.optionalText(4).flatMap { LocaleTag($0) },
                at: row.time(5)
            )
        }
    }

    func feedbackTotals(on incident: Incident.ID) throws(Fault) -> (helpful: Int, unhelpful: Int) {
        let totals = try sql("SELECT coalesce(sum(helpful), 0), count(*) FROM feedback WHERE incident = ?")
            .first(incident.text) { (helpful: $0.int(0), all: $0.int(1)) }
        return (totals?.helpful ?? 0, (totals?.all ?? 0) - (totals?.helpful ?? 0))
    }
}

extension SQLiteTransaction {
    func keep(_ feedback: Feedback) throws(Fault) {
        try sql(
            """
            INSERT INTO feedback (key, incident, published_update, helpful, comment, locale, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET helpful = excluded.helpful, comment = excluded.comment,
                locale = excluded.locale, at = excluded.at
            """
        )
        .run(
            feedback.key,
            feedback.incident.text,
            feedback.update?.text,
            feedback.isHelpful ? 1 : 0,
            feedback.comment,
            feedback.locale?.text,
            feedback.at
        )
    }
}
