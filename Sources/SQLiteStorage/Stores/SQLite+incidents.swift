// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents

extension SQLiteReading {
    func incident(_ id: Incident.ID) throws(Fault) -> Incident? {
        try sql("SELECT body FROM incident WHERE name = ?")
            .first(id.text) { row throws(Fault) in try JSONText.decode(Incident.self, row.text(0)) }
    }

    func incidents(
        matching filter: IncidentFilter,
        after cursor: Incident.ID?,
        limit: Int
    ) throws(Fault) -> [Incident] {
        let list = try sql(
            """
            SELECT body FROM incident
            WHERE (?1 IS NULL OR id < (SELECT id FROM incident WHERE name = ?1))
                AND (?2 IS NULL OR is_open = ?2) AND (?3 IS NULL OR severity = ?3)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(body, '$.components') WHERE value = ?4))
            ORDER BY id DESC LIMIT ?5
            """
        )
        return try list.all(
            cursor?.text,
            filter.isOpen.map { $0 ? 1 : 0 },
            filter.severity?.rawValue,
            filter.component?.text,
            limit
        ) { row throws(Fault) in try JSONText.decode(Incident.self, row.text(0)) }
    }

    func updates(of incident: Incident.ID) throws(Fault) -> [IncidentUpdate] {
        let list = try sql(
            """
            SELECT u.body FROM incident_update u JOIN incident i ON i.id = u.incident
            WHERE i.name = ? ORDER BY u.sequence
            """
        )
        return try list.all(incident.text) { row throws(Fault) in
            try JSONText.decode(IncidentUpdate.self, row.text(0))
        }
    }
}

extension SQLiteTransaction {
    func insert(_ incident: Incident) throws(Fault) {
        try sql("INSERT INTO incident (name, is_open, severity, body) VALUES (?, ?, ?, ?)")
            .run(incident.id.text, incident.openness, incident.severity.rawValue, try JSONText.encode(incident))
    }

    func update(_ incident: Incident) throws(Fault) {
        let changed = try sql("UPDATE incident SET is_open = ?, severity = ?, body = ? WHERE name = ?")
            .run(incident.openness, incident.severity.rawValue, try JSONText.encode(incident), incident.id.text)
        guard changed == 1 else { throw .noIncident(incident.id) }
    }

    func insert(_ update: IncidentUpdate) throws(Fault) {
        let number = try sql("SELECT id FROM incident WHERE name = ?").first(update.incident.text) { $0.int64(0) }
        guard let number else { throw .noIncident(update.incident) }
        try sql("INSERT INTO incident_update (incident, sequence, name, body) VALUES (?, ?, ?, ?)")
            .run(number, update.sequence, update.id.text, try JSONText.encode(update))
    }
}

extension Incident {
    /// Open until a phase says that nobody waits any longer; so is one of which nothing has been published.
    fileprivate var openness: Int { phase?.isOpen ?? true ? 1 : 0 }
}

extension Fault {
    fileprivate static func noIncident(_ id: Incident.ID) -> Fault {
        Fault(.notFound, "There is no incident \(id.text).")
    }
}
