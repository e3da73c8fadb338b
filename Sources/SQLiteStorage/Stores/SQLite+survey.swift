// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

extension SQLiteReading {
    func survey(
        of recipients: Recipients,
        facts: Facts,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> SurveyPage {
        let selection = FanoutSelection(parts: try parts(of: recipients))
        let candidates = try selection.page(after: cursor, limit: limit + 1, on: database)
        var page = SurveyPage()
        if candidates.count > limit { page.cursor = candidates[limit - 1].destination }
        let suppressed = try sql("SELECT unsubscribed FROM destination WHERE id = ?")
        for candidate in candidates.prefix(limit) {
            guard let destination = try destination(numbered: candidate.destination) else { continue }
            page.examined[destination.channel, default: 0] += 1
            guard try isMeant(candidate, destination, facts) else { continue }
            if try suppressed.first(candidate.destination, read: { $0.int(0) != 0 }) ?? false {
                page.suppressed[destination.channel, default: 0] += 1
            } else if try !isRepresented(destination, candidate.destination, in: selection) {
                page.destinations.append(destination)
            }
        }
        return page
    }

    private func parts(of recipients: Recipients) throws(Fault) -> [FanoutSelection.Part] {
        let only = recipients.channels
        let list = try sql(
            """
            SELECT c.id, c.name FROM audience_channel a JOIN channel c ON c.id = a.channel
            WHERE a.audience = ? AND a.size > 0
            """
        )
        var parts: [FanoutSelection.Part] = []
        for name in recipients.audiences {
            guard let number = try audienceNumber(name) else {
                throw .unknownAudience(name, known: try audiences().map(\.name))
            }
            let segments = recipients.segments[name] ?? []
            try list.each(number) { row throws(Fault) in
                guard try only?.contains(row.name(1)) ?? true else { return }
                parts.append(FanoutSelection.Part(audience: number, channel: row.int64(0), segments: segments))
            }
        }
        return parts
    }

    private func isMeant(
        _ candidate: FanoutSelection.Candidate,
        _ destination: Destination,
        _ facts: Facts
    ) throws(Fault) -> Bool {
        for condition in candidate.conditions {
            let holds = try condition.holds(for: destination, facts) { () throws(Fault) in
                guard let incident = facts.incident?.id else { return false }
                return try self.isFollowing(incident, candidate.destination)
            }
            if holds { return true }
        }
        return candidate.conditions.isEmpty
    }

    private func isFollowing(_ incident: IncidentReference.ID, _ destination: Int64) throws(Fault) -> Bool {
        try sql(
            """
            SELECT 1 FROM subject s CROSS JOIN message m ON m.subject = s.id
                CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?2
            WHERE s.incident = ?1 LIMIT 1
            """
        )
        .exists(incident.text, destination)
    }

    /// Whether a destination of a lower number, of the same person on the same channel, is among those gone through.
    private func isRepresented(
        _ destination: Destination,
        _ number: Int64,
        in selection: FanoutSelection
    ) throws(Fault) -> Bool {
        guard let person = destination.person else { return false }
        let others = try sql(
            """
            SELECT o.id, o.channel FROM destination t
            JOIN destination o ON o.person = ?2 AND o.channel = t.channel AND o.id < t.id AND o.unsubscribed = 0
            WHERE t.id = ?1
            """
        )
        .all(number, person) { (id: $0.int64(0), channel: $0.int64(1)) }
        let member = try sql("SELECT 1 FROM member WHERE audience = ? AND channel = ? AND destination = ?")
        for other in others {
            for part in selection.parts where part.channel == other.channel {
                if try member.exists(part.audience, other.channel, other.id) { return true }
            }
        }
        return false
    }
}
