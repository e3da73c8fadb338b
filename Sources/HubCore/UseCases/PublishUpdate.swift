// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Incidents
import Outbox

/// Publishing an update: what is given, read from JSON.
package struct PublishUpdate: Sendable {
    var phase: Phase
    var statement: Statement?
    var audiences: [AudienceName]?
    var channels: [ChannelName]?
    var nextUpdateAt: Timestamp?
    /// When planned work is to be done, as far as the update changes that.
    var window = MaintenanceWindow()
    /// The earlier update of the incident that this one puts right.
    var corrects: UpdateName?
    /// Whether anyone is told, or the update only recorded.
    var notifies = true

    init(phase: Phase, statement: Statement) {
        self.phase = phase
        self.statement = statement
    }

    /// - Throws: the first of everything that is wrong with the document.
    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let phase = fields.parsed("phase", "a phase", required: true, choices: Phase.allCases.map(\.rawValue)) {
            Phase(rawValue: $0)
        }
        self.statement = Statement.read(fields, title: fields.string("title"))
        self.audiences = fields.parsedList("audiences", "an audience's name") { AudienceName($0) }
        self.channels = fields.parsedList("channels", "a channel's name") { ChannelName($0) }
        self.nextUpdateAt = fields.timestamp("next_update_at")
        self.window = MaintenanceWindow.read(fields)
        self.corrects = UpdateName.read(fields, "corrects")
        self.notifies = fields.boolean("notify") ?? true
        if let visibility = fields.string("visibility"), visibility != "public" {
            fields.problem("visibility", "Only “public” updates can be published yet.")
        }
        fields.finish()
        try problems.throwIfAny()
        guard let phase else { throw Fault(.schemaInvalid, "The update cannot be read.", context: ["where": "/phase"]) }
        self.phase = phase
    }
}

extension Hub {
    /// Publishes an update: composed, recorded and accepted for delivery in one transaction.
    package func publish(
        _ command: PublishUpdate,
        on id: Identifier<IncidentReference>,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.report)
        return try await once(idempotency) { keep async throws(Fault) in
            try self.storage.checkRoom()
            // Someone else's update may come between reading and writing: then it is composed anew.
            for _ in 0..<4 {
                let incident = try await self.find(id)
                let publication = try self.publication(
                    of: incident,
                    command,
                    correcting: try await self.corrected(by: command, of: incident),
                    link: try await self.readersLink(of: incident, command),
                    by: principal,
                    now: self.clock.now
                )
                let written = try await self.storage.write { transaction throws(Fault) -> (Reply, [LaneStatus])? in
                    guard try transaction.incident(id)?.revision == incident.revision else { return nil }
                    try self.requireAudiences(publication.update.audiences, in: transaction, at: "/audiences")
                    try transaction.update(publication.incident)
                    let result = try self.enact(publication, by: principal, in: transaction)
                    let reply = try self.reply(
                        202,
                        PublishedView(
                            publication,
                            deliveries: result.deliveries,
                            advice: try self.personalFindings(publication, in: transaction)
                        )
                    )
                    try keep(transaction, reply)
                    return (reply, result.lanes)
                }
                guard let (reply, lanes) = written else { continue }
                self.engine.wake(lanes)
                return reply
            }
            throw Fault(
                .overloaded,
                "Other updates of this incident keep coming between.",
                retryAfter: .seconds(1)
            )
        }
    }

    func find(_ id: Incident.ID) async throws(Fault) -> Incident {
        let incident = try await storage.read { reader throws(Fault) in try reader.incident(id) }
        guard let incident else { throw Fault(.notFound, "There is no incident “\(id)”.", context: ["where": "/id"]) }
        return incident
    }

    /// Composes an update without recording anything: publishing and preview share it.
    ///
    /// Here `corrected` is what ``corrected(by:of:)`` found, and `link` what ``readersLink(of:_:)`` did.
    func publication(
        of incident: Incident,
        _ command: PublishUpdate,
        correcting corrected: CorrectedUpdate? = nil,
        link: String?,
        by principal: Principal,
        now: Timestamp
    ) throws(Fault) -> Publication {
        try Lifecycle.validate(from: incident.phase, to: command.phase)
        let playbook = playbooks.first { $0.name == incident.playbook }
        let statement = try statement(for: command, playbook: playbook)
        for channel in command.channels ?? [] where channels[channel] == nil {
            throw Fault(
                .channelUnknown,
                "There is no channel “\(channel)”.",
                suggestedAction: NearestName.of(channel.text, in: channels.all.map(\.name.text))
                    .map { "Did you mean “\($0)”?" },
                context: ["where": "/channels"]
            )
        }
        if let nextUpdateAt = command.nextUpdateAt, nextUpdateAt <= now {
            throw Fault(.schemaInvalid, "The next update is due in the past.", context: ["where": "/next_update_at"])
        }
        let due = Cadence.interval(for: incident.severity, in: command.phase, playbook: playbook).map { now + $0 }

        var changed = incident
        changed.window = try incident.window.revised(by: command.window, in: command.phase, now: now)
        // Planned work begins when it is said to, whatever the plan was.
        if incident.phase == .scheduled, command.phase == .inProgress { changed.startedAt = now }
        changed.phase = command.phase
        changed.updateCount += 1
        changed.revision += 1
        changed.nextUpdateAt = command.phase.isOpen ? command.nextUpdateAt ?? due : nil
        if command.phase.isOpen { changed.resolvedAt = nil } else { changed.resolvedAt = incident.resolvedAt ?? now }

        let updateID: IncidentUpdate.ID = makeIdentifier("upd")
        let facts = facts(of: changed, update: updateID, correcting: corrected, link: link, now: now)
        let composition = try statement.compose(
            id: makeIdentifier("msg"),
            facts: facts,
            title: incident.title,
            defaultLocale: locale,
            with: Composer(templates)
        )
        let audiences = command.audiences ?? incident.audiences
        let update = IncidentUpdate(
            id: updateID,
            incident: incident.id,
            sequence: changed.updateCount,
            phase: command.phase,
            publishedAt: now,
            nextUpdateAt: changed.nextUpdateAt,
            audiences: audiences,
            // What is kept of an update is what everyone may read.
            messages: composition.messageSet.messages.map { $0.addressed(to: [:]) },
            template: statement.template,
            author: principal.name,
            isTold: command.notifies
        )
        // A review that is only drafted leaves the incident where it is.
        if command.phase == .postmortem, !command.notifies { changed.phase = incident.phase }
        return Publication(
            incident: changed,
            update: update,
            content: composition.messageSet,
            findings: composition.findings,
            recipients: command.notifies
                ? self.audiences.recipients(audiences, channels: command.channels.map { Set($0) }) : nil
        )
    }

    /// What the command says, else what the playbook's template says.
    private func statement(for command: PublishUpdate, playbook: Playbook?) throws(Fault) -> Statement {
        if let statement = command.statement { return statement }
        guard command.phase != .postmortem else {
            throw Fault(
                .schemaInvalid,
                "A review is published in its own words only: no playbook's template stands in for it.",
                suggestedAction: "Give “body”, “sections” or “template”.",
                context: ["where": "/body"]
            )
        }
        if let template = playbook?.template { return Statement(source: .template(template, variables: [:])) }
        throw Fault(
            .schemaInvalid,
            "The update says nothing.",
            suggestedAction: "Give “body”, “sections” or “template”.",
            context: ["where": "/body"]
        )
    }

    private func facts(
        of incident: Incident,
        update: IncidentUpdate.ID,
        correcting corrected: CorrectedUpdate?,
        link: String?,
        now: Timestamp
    ) -> Facts {
        let isPlanned = incident.phase?.isMaintenance ?? false
        return Facts(
            incident: IncidentReference(
                id: incident.id,
                title: incident.title,
                update: update,
                sequence: incident.updateCount,
                corrects: corrected
            ),
            severity: incident.severity,
            phase: incident.phase,
            components: incident.components,
            category: incident.category,
            startedAt: incident.startedAt,
            publishedAt: now,
            resolvedAt: incident.resolvedAt,
            nextUpdateAt: incident.nextUpdateAt,
            scheduledFor: isPlanned ? incident.window.start : nil,
            scheduledUntil: isPlanned ? incident.window.end : nil,
            link: link
        )
    }

    /// - Throws: ``FaultCode/audienceUnknown`` with the nearest name.
    func requireAudiences(
        _ names: [AudienceName],
        in reader: any StorageReader,
        at place: String
    ) throws(Fault) {
        for name in audiences.stored(names) where try reader.audience(name) == nil {
            let known = try reader.audiences().map(\.name.text) + audiences.segments.keys.map(\.text).sorted()
            throw Fault(
                .audienceUnknown,
                "There is no audience “\(name)”.",
                suggestedAction: NearestName.of(name.text, in: known).map { "Did you mean “\($0)”?" }
                    ?? "Known are: \(known.joined(separator: ", ")).",
                context: ["where": place]
            )
        }
    }
}
