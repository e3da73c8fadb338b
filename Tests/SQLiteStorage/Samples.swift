// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents
import Outbox
import OutboxTesting
import Testing

/// Plain records to keep.
enum Samples {
    static let buyers: AudienceName = name("buyers")
    static let sellers: AudienceName = name("sellers")
    static let mail: ChannelName = name("mail")

    static func incident(_ number: Int, severity: Severity = .sev2, component: String = "checkout") throws -> Incident {
        Incident(
            id: try #require(Incident.ID("inc_\(number)")),
            title: "Checkout fails",
            severity: severity,
            category: "outage",
            components: [name(component)],
            labels: ["region": "eu"],
            audiences: [buyers],
            startedAt: LedgerScene.time(0),
            declaredAt: LedgerScene.time(Int64(number))
        )
    }

    static func update(of incident: Incident, sequence: Int) throws -> IncidentUpdate {
        IncidentUpdate(
            id: try #require(IncidentUpdate.ID("upd_\(incident.id.text)_\(sequence)")),
            incident: incident.id,
            sequence: sequence,
            phase: .investigating,
            publishedAt: LedgerScene.time(Int64(sequence)),
            audiences: [buyers],
            messages: [try message(sequence).content.standard],
            author: "ada"
        )
    }

    static func message(_ number: Int, sequence: Int? = nil) throws -> OutboxMessage {
        let incident = try sequence.map {
            IncidentReference(
                id: try #require(IncidentReference.ID("inc_1")),
                title: "Checkout fails",
                update: try #require(Identifier<UpdateSubject>("upd_\(number)")),
                sequence: $0
            )
        }
        let message = Message(
            id: try #require(Message.ID("msg_\(number)")),
            title: "Checkout fails",
            sections: [Section(.whatHappened, "Payments are declined — sorry.")],
            facts: Facts(incident: incident, publishedAt: LedgerScene.time(0))
        )
        return OutboxMessage(content: MessageSet(message), priority: .update, acceptedAt: LedgerScene.time(0))
    }

    static func auditEntry(_ number: Int64) -> AuditEntry {
        AuditEntry(
            number: number,
            at: LedgerScene.time(number),
            actor: "ada",
            action: "incident.declared",
            subject: "inc_\(number)",
            detail: ["title": "Checkout “fails”", "severity": "sev2"],
            previousHash: String(repeating: "0", count: 64),
            hash: String(repeating: "f", count: 64)
        )
    }

    private static func name<Subject>(_ text: String) -> Name<Subject> {
        guard let name = Name<Subject>(text) else { preconditionFailure("“\(text)” is a name") }
        return name
    }
}
