// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Incidents
import Outbox

extension Hub {
    /// All audiences with their sizes, by name.
    package func listAudiences(for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let summaries = try await storage.read { reader throws(Fault) in try reader.audiences() }
        let views =
            summaries.filter { audiences.segments[$0.name] == nil }.map { view(of: $0) }
            + audiences.segments.values.map { AudienceView($0) }
        return try reply(200, Page(items: views.sorted { $0.name < $1.name }, nextCursor: nil))
    }

    package func showAudience(_ name: AudienceName, to principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        if let segment = audiences.segments[name] { return try reply(200, AudienceView(segment)) }
        let summary = try await storage.read { reader throws(Fault) in try reader.audience(name) }
        guard let summary else {
            throw Fault(.notFound, "There is no audience “\(name)”.", context: ["where": "/name"])
        }
        return try reply(200, view(of: summary))
    }

    /// Makes an audience without members, where there is none of that name.
    package func makeAudience(_ document: Document, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let name = fields.parsed("name", "an audience's name", required: true) { AudienceName($0) }
        fields.finish()
        try problems.throwIfAny()
        guard let name else { throw Fault(.schemaInvalid, "The audience cannot be read.") }
        try refuseSegment(name)
        let now = clock.now
        return try await storage.write { transaction throws(Fault) in
            let before = try transaction.audience(name)
            if before == nil {
                try transaction.upsert([Member](), in: name, from: .imported(generation: now.milliseconds))
                try AuditTrail.record("audience.made", on: name.text, by: principal.name, at: now, in: transaction)
            }
            let summary = before ?? AudienceSummary(name: name, size: 0, channels: [:])
            return try self.reply(before == nil ? 201 : 200, self.view(of: summary))
        }
    }

    /// Deletes an audience that the configuration does not declare; its destinations stay for others.
    package func deleteAudience(_ name: AudienceName, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        guard !audiences.declared.contains(name), audiences.segments[name] == nil else {
            throw Fault(
                .audienceInvalid,
                "The audience “\(name)” is declared in the configuration.",
                suggestedAction: "Take it out of “audiences” there, restart the hub, then delete it.",
                context: ["where": "/name"]
            )
        }
        let using = playbooks.filter { $0.audiences.contains(name) }.map(\.name.text)
        guard using.isEmpty else {
            throw Fault(
                .audienceInvalid,
                "The audience “\(name)” is named by playbooks: \(using.joined(separator: ", ")).",
                context: ["where": "/name"]
            )
        }
        let now = clock.now
        let wasThere = try await storage.write { transaction throws(Fault) in
            guard try transaction.delete(audience: name) else { return false }
            try AuditTrail.record("audience.deleted", on: name.text, by: principal.name, at: now, in: transaction)
            return true
        }
        guard wasThere else {
            throw Fault(.notFound, "There is no audience “\(name)”.", context: ["where": "/name"])
        }
        return try reply(200, ["name": name.text, "state": "deleted"])
    }

    private func view(of summary: AudienceSummary) -> AudienceView {
        AudienceView(summary, origin: audiences.declared.contains(summary.name) ? .configuration : .imported)
    }
}

private struct AudienceView: Encodable {
    enum Origin: String, Encodable { case configuration, imported, segment }

    let name: AudienceName
    let origin: Origin
    private var size: Int?
    private var channels: [String: Int]?
    private var audiences: [AudienceName]?
    private var tags: [String]?
    private var locales: [LocaleTag]?

    init(_ summary: AudienceSummary, origin: Origin) {
        self.name = summary.name
        self.origin = origin
        self.size = summary.size
        self.channels = Dictionary(uniqueKeysWithValues: summary.channels.map { ($0.key.text, $0.value) })
    }

    /// How many are in a part follows from going through the whole: a forecast counts them.
    init(_ segment: SegmentDeclaration) {
        self.name = segment.name
        self.origin = .segment
        self.audiences = segment.audiences
        self.tags = segment.segment.tags.sorted()
        self.locales = segment.segment.locales.sorted()
    }

    private enum CodingKeys: String, CodingKey {
        case name, origin, size, channels, tags, locales
        case audiences = "of"
    }
}
