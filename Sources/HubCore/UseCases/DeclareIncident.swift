// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Incidents
import Outbox

/// Declaring an incident: what is given, read from JSON.
package struct DeclareIncident: Sendable {
    var title: String
    var severity: Severity
    var category: String
    var components: [ComponentName]
    var audiences: [AudienceName]?
    var labels: [String: String]
    var owner: String?
    var startedAt: Timestamp?
    var window: MaintenanceWindow
    var phase: Phase?
    var statement: Statement?

    /// - Throws: the first of everything that is wrong with the document.
    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let title = fields.string("title", required: true)
        let severity = fields.parsed(
            "severity",
            "a severity",
            required: true,
            choices: Severity.allCases.map(\.rawValue)
        ) { Severity(rawValue: $0) }
        self.category =
            fields.parsed("category", "a category of 1 to 64 characters") {
                (1...64).contains($0.count) ? $0 : nil
            } ?? "technical"
        self.components =
            fields.parsedList("components", "a component's name such as checkout") { ComponentName($0) } ?? []
        self.audiences = fields.parsedList("audiences", "an audience's name") { AudienceName($0) }
        self.labels = [:]
        for (key, value, _) in fields.entries("labels") ?? [] {
            if case .string(let text) = value.content, key.count <= 128, text.count <= 1_024 {
                labels[key] = text
            } else {
                fields.problem("labels", "Label “\(key.prefix(80))” must be a string of at most 1,024 characters.")
            }
        }
        self.owner = fields.string("owner")
        self.startedAt = fields.timestamp("started_at")
        self.window = MaintenanceWindow.read(fields)
        self.phase = fields.parsed("phase", "a phase", choices: Phase.allCases.map(\.rawValue)) { Phase(rawValue: $0) }
        self.statement = Statement.read(fields, title: nil)
        fields.finish()
        try problems.throwIfAny()
        guard let title, let severity else { throw Fault(.schemaInvalid, "The incident cannot be read.") }
        self.title = title
        self.severity = severity
        try Message.validate(title: title, at: "/title")
        guard components.count <= MessageLimits.components else {
            throw Fault(
                .limitExceeded,
                "More than \(MessageLimits.components) components.",
                context: ["where": "/components"]
            )
        }
    }
}

extension DeclareIncident {
    /// The first phase: the one given, else that of planned work where it says when that is to be done.
    var firstPhase: Phase { phase ?? (window.isEmpty ? .investigating : .scheduled) }

    /// What is planned: as given, else from when work that has not begun is said to start.
    func plan(now: Timestamp) throws(Fault) -> MaintenanceWindow {
        var change = window
        if firstPhase == .scheduled, change.start == nil, let startedAt, startedAt > now { change.start = startedAt }
        return try MaintenanceWindow().revised(by: change, in: firstPhase, now: now)
    }
}

extension Hub {
    /// Declares an incident; with a statement, or where its playbook acknowledges by itself, the first update is
    /// published in the same transaction.
    package func declare(
        _ command: DeclareIncident,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.report)
        return try await once(idempotency) { keep async throws(Fault) in
            try self.storage.checkRoom()
            let now = self.clock.now
            let playbook = self.playbooks.match(
                severity: command.severity,
                components: command.components,
                category: command.category
            )
            let plan = try command.plan(now: now)
            let incident = Incident(
                id: self.makeIdentifier("inc"),
                title: command.title,
                severity: command.severity,
                category: command.category,
                components: command.components,
                labels: command.labels,
                audiences: command.audiences ?? playbook?.audiences ?? [],
                owner: command.owner,
                playbook: playbook?.name,
                startedAt: command.startedAt ?? (command.firstPhase == .scheduled ? plan.start : nil) ?? now,
                window: plan,
                declaredAt: now,
                // The first update is awaited from now on.
                nextUpdateAt: Cadence.interval(for: command.severity, in: command.firstPhase, playbook: playbook)
                    .map { now + $0 }
            )
            let publication = try await self.firstPublication(
                of: incident,
                command,
                playbook: playbook,
                by: principal,
                now: now
            )
            let declared = publication?.incident ?? incident
            let (reply, lanes) = try await self.storage.write { transaction throws(Fault) in
                try self.requireAudiences(declared.audiences, in: transaction, at: "/audiences")
                try transaction.insert(declared)
                try AuditTrail.record(
                    "incident.declared",
                    on: declared.id.text,
                    by: principal.name,
                    at: now,
                    detail: ["title": declared.title, "severity": declared.severity.rawValue],
                    in: transaction
                )
                let result = try publication.map { (publication) throws(Fault) in
                    try self.enact(publication, by: principal, in: transaction)
                }
                let published = try publication.map { (publication) throws(Fault) in
                    PublishedView(
                        publication,
                        deliveries: result?.deliveries ?? 0,
                        advice: try self.personalFindings(publication, in: transaction)
                    )
                }
                let view = IncidentView(
                    declared,
                    url: self.link(to: declared.id),
                    published: published
                )
                let reply = try self.reply(201, view)
                try keep(transaction, reply)
                return (reply, result?.lanes ?? [])
            }
            if publication != nil { self.engine.wake(lanes) }
            return reply
        }
    }

    private func firstPublication(
        of incident: Incident,
        _ command: DeclareIncident,
        playbook: Playbook?,
        by principal: Principal,
        now: Timestamp
    ) async throws(Fault) -> Publication? {
        var statement = command.statement
        if statement == nil, let playbook, playbook.acknowledges, let template = playbook.template {
            statement = Statement(source: .template(template, variables: [:]))
        }
        guard let statement else { return nil }
        let update = PublishUpdate(phase: command.firstPhase, statement: statement)
        return try publication(
            of: incident,
            update,
            link: try await readersLink(of: incident, update),
            by: principal,
            now: now
        )
    }
}
