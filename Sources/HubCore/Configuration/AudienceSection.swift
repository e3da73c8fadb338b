// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Outbox

/// Reads `audiences:`.
struct AudienceSection {
    let channels: Set<ChannelName>
    /// What a reader who says nothing is written to in.
    let locale: LocaleTag
    let folder: Folder
    let resolver: ScalarResolver
    let problems: Problems

    func read(
        _ items: [(document: Document, pointer: String)]
    ) -> (audiences: [AudienceDeclaration], segments: [SegmentDeclaration]) {
        var audiences: [AudienceDeclaration] = []
        var segments: [SegmentDeclaration] = []
        for (document, pointer) in items {
            let fields = Fields(document, at: pointer, problems: problems)
            let name = fields.parsed("name", "an audience's name", required: true) { AudienceName($0) }
            if let name, audiences.contains(where: { $0.name == name }) || segments.contains(where: { $0.name == name })
            {
                fields.problem("name", "There is another audience “\(name)”.")
            }
            if let segment = segment(name, fields) {
                segments.append(segment)
                continue
            }
            let destinations = (fields.list("destinations") ?? [])
                .compactMap { destination($0.document, at: $0.pointer) }
            let file = fields.string("file").map { folder.absolute($0) }
            if let file, !FileManager.default.isReadableFile(atPath: file) {
                fields.problem(
                    "file",
                    "The file cannot be read.",
                    suggestion: "Paths start at the configuration file's folder; this one is \(file)."
                )
            }
            fields.finish()
            if let name { audiences.append(AudienceDeclaration(name: name, destinations: destinations, file: file)) }
        }
        refuseNesting(segments)
        return (audiences, segments)
    }

    /// A part of others, where the entry says `of`.
    private func segment(_ name: AudienceName?, _ fields: Fields) -> SegmentDeclaration? {
        guard let audiences = fields.parsedList("of", "an audience's name", { AudienceName($0) }) else { return nil }
        let tags = fields.parsedList("tags", "a tag") { $0.isEmpty || $0.count > 64 ? nil : $0 } ?? []
        let locales = fields.parsedList("locales", "a language tag such as en or de-AT") { LocaleTag($0) } ?? []
        fields.finish()
        if audiences.isEmpty { fields.problem("of", "The audience is part of none.") }
        if tags.isEmpty, locales.isEmpty {
            fields.problem("of", "A part is told by “tags”, “locales” or both.")
        }
        guard let name else { return nil }
        let segment = Segment(
            tags: Set(tags),
            locales: Set(locales),
            includesUnnamedLocale: locales.contains { locale.lookupChain.contains($0) }
        )
        return SegmentDeclaration(name: name, audiences: audiences, segment: segment)
    }

    private func refuseNesting(_ segments: [SegmentDeclaration]) {
        for segment in segments {
            for audience in segment.audiences where segments.contains(where: { $0.name == audience }) {
                problems.add(
                    .invalid,
                    "“\(segment.name)” is part of “\(audience)”, which is itself a part of others.",
                    at: "/audiences",
                    line: nil,
                    suggestion: "Name under “of” the audiences that have members of their own."
                )
            }
        }
    }

    private func destination(_ document: Document, at pointer: String) -> Destination? {
        DestinationFields.readConfigured(
            document,
            at: pointer,
            channels: channels,
            resolver: resolver,
            problems: problems
        )
    }
}
