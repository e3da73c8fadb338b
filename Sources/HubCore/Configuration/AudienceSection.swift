// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials

/// Reads `audiences:`.
struct AudienceSection {
    let channels: Set<ChannelName>
    let folder: Folder
    let resolver: ScalarResolver
    let problems: Problems

    func read(_ items: [(document: Document, pointer: String)]) -> [AudienceDeclaration] {
        var audiences: [AudienceDeclaration] = []
        for (document, pointer) in items {
            let fields = Fields(document, at: pointer, problems: problems)
            let name = fields.parsed("name", "an audience's name", required: true) { AudienceName($0) }
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
            if let name, audiences.contains(where: { $0.name == name }) {
                fields.problem("name", "There is another audience “\(name)”.")
            }
            fields.finish()
            if let name { audiences.append(AudienceDeclaration(name: name, destinations: destinations, file: file)) }
        }
        return audiences
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
