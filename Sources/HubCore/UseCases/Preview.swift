// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Incidents
import Outbox

extension Hub {
    /// What every channel would send, in every locale, and how many it would reach.
    ///
    /// Sends and records nothing.
    ///
    /// The document is that of an update (with `incident`, or with `title`, `severity` and `components` standing in for
    /// one) or that of a message with `to`. Composition and rendering are those of sending.
    package func preview(_ document: Document, for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let now = clock.now
        let composition: ComposedMessage
        let audiences: [AudienceName]
        var addresses: [Destination] = []
        var only: Set<ChannelName>?
        let place = document["to"] == nil ? "/audiences" : "/to"
        if document["to"] != nil {
            let command = try SendMessage(document, channels: channelNames)
            composition = try compose(command, now: now)
            audiences = command.audiences
            addresses = command.destinations
        } else {
            let (incident, update) = try await previewedUpdate(document, now: now)
            let publication = try publication(
                of: incident,
                update,
                correcting: try await corrected(by: update, of: incident),
                link: try await readersLink(of: incident, update),
                by: principal,
                now: now
            )
            composition = ComposedMessage(publication.content, findings: publication.findings)
            audiences = publication.update.audiences
            only = publication.recipients?.channels
        }
        try await storage.read { reader throws(Fault) in try self.requireAudiences(audiences, in: reader, at: place) }
        let forecast = try await forecast(
            of: self.audiences.recipients(audiences, destinations: addresses, channels: only),
            facts: composition.messageSet.standard.facts,
            places: composition.messageSet.readerPlaces
        )
        // Nobody is named: then every channel shows what it would make of it.
        let named = Set(forecast.channels.map(\.channel))
        let shown = named.isEmpty ? channels.all : channels.all.filter { named.contains($0.name) }
        let renderings = shown.flatMap { channel in
            composition.messageSet.messages.map { render($0, of: composition.messageSet, on: channel) }
        }
        let advice = personalFindings(
            composition.messageSet,
            on: forecast.channels.map(\.channel),
            lacking: forecast.lacking
        )
        return try reply(
            200,
            PreviewView(renderings: renderings, findings: composition.findings + advice, forecast: forecast)
        )
    }

    private func render(_ message: Message, of set: MessageSet, on channel: ConfiguredChannel) -> PreviewView.Item {
        let destination = Destination(channel: channel.name, address: "preview", locale: message.locale)
        let manifest = channel.adapter.manifest
        let wording = set.message(for: message.locale, plugin: manifest.kind)
        // A reader is made up who brings along everything.
        let names = manifest.capabilities.contains(.personal) ? wording.readerPlaces.map(\.name) : []
        let sample = Dictionary(uniqueKeysWithValues: Set(names).map { ($0, "‹\($0)›") })
        do throws(Fault) {
            let rendering = try channel.adapter.render(wording.addressed(to: sample), for: destination)
            return PreviewView.Item(channel: channel.name, locale: message.locale, rendering: rendering, fault: nil)
        } catch {
            let fault = FaultCatalogue.shipped.advised(error)
            return PreviewView.Item(channel: channel.name, locale: message.locale, rendering: nil, fault: fault)
        }
    }

    private func previewedUpdate(
        _ document: Document,
        now: Timestamp
    ) async throws(Fault) -> (Incident, PublishUpdate) {
        guard case .object(var entries) = document.content else {
            return try await (standIn(document, now), PublishUpdate(document))
        }
        let standInKeys: Set = ["incident", "severity", "components", "category"]
        let incidentEntries = entries.filter { standInKeys.contains($0.key) || $0.key == "title" }
        let isTemplated = entries.contains { $0.key == "template" }
        // Beside a template the title is the incident's: a template brings its own.
        entries.removeAll { standInKeys.contains($0.key) || (isTemplated && $0.key == "title") }
        if !entries.contains(where: { $0.key == "phase" }) {
            let phase = Document(.string(Phase.investigating.rawValue))
            entries.append(Document.Entry(key: "phase", line: nil, value: phase))
        }
        let incident = try await standIn(Document(.object(incidentEntries)), now)
        return (incident, try PublishUpdate(Document(.object(entries))))
    }

    /// The incident that is named, or one made up from what is given.
    private func standIn(_ document: Document, _ now: Timestamp) async throws(Fault) -> Incident {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let id = fields.parsed("incident", "an incident's id") { Incident.ID($0) }
        let title = fields.string("title")
        let severity = fields.parsed("severity", "a severity", choices: Severity.allCases.map(\.rawValue)) {
            Severity(rawValue: $0)
        }
        let components = fields.parsedList("components", "a component's name") { ComponentName($0) } ?? []
        let category = fields.string("category") ?? "technical"
        fields.finish()
        try problems.throwIfAny()
        if let id { return try await find(id) }
        let playbook = playbooks.match(severity: severity ?? .sev3, components: components, category: category)
        return Incident(
            id: makeIdentifier("inc"),
            title: title ?? "Preview",
            severity: severity ?? .sev3,
            category: category,
            components: components,
            audiences: playbook?.audiences ?? [],
            playbook: playbook?.name,
            startedAt: now,
            declaredAt: now
        )
    }
}

struct PreviewView: Encodable {
    struct Item: Encodable {
        let channel: ChannelName
        let locale: LocaleTag
        let rendering: Rendering?
        let fault: Fault?
    }

    let renderings: [Item]
    let findings: [Finding]
    let forecast: Forecast
}
