// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Incidents
import Outbox

/// An update put into words, ready to be recorded.
struct Publication: Sendable {
    /// As it stands once the update is published.
    var incident: Incident
    var update: IncidentUpdate
    var content: MessageSet
    var findings: [Finding]
    /// Nil where nobody is told.
    var recipients: Recipients?
}

extension Hub {
    /// Records a publication and hands its message to the outbox.
    func enact(
        _ publication: Publication,
        by principal: Principal,
        in transaction: any StorageTransaction
    ) throws(Fault) -> EnqueueResult {
        let update = publication.update
        try transaction.insert(update)
        var detail = [
            "incident": update.incident.text, "phase": update.phase.rawValue, "sequence": "\(update.sequence)",
        ]
        if let corrected = update.corrects { detail["corrects"] = corrected.update.text }
        try AuditTrail.record(
            "update.published",
            on: update.id.text,
            by: principal.name,
            at: update.publishedAt,
            detail: detail,
            in: transaction
        )
        guard let recipients = publication.recipients else { return EnqueueResult(deliveries: 0, lanes: []) }
        return try transaction.enqueue(
            OutboxMessage(
                content: publication.content,
                priority: publication.incident.severity >= .sev2 ? .critical : .update,
                acceptedAt: update.publishedAt
            ),
            to: recipients,
            planner: channels
        )
    }
}
