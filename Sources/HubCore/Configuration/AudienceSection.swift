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
        let destination = DestinationFields.read(
            Fields(document, at: pointer, problems: problems),
            channels: channels.map(\.text).sorted(),
            problems: problems
        )
        if let secret = destination?.secret {
            _ = resolver.value(of: secret, at: "\(pointer)/secret", line: document["secret"]?.line)
        }
        return destination
    }
}

/// Reads one destination, from the configuration or from a request.
enum DestinationFields {
    /// Here `channels` is the names of the configured channels.
    static func read(_ fields: Fields, channels: [String], problems: Problems) -> Destination? {
        let channel = fields.parsed("channel", "a configured channel", required: true, choices: channels) {
            channels.contains($0) ? ChannelName($0) : nil
        }
        let address = fields.string("to", required: true)
        if let address, address.isEmpty || address.utf8.count > 2_048 {
            fields.problem("to", "An address has 1 to 2,048 bytes.")
        }
        let locale = fields.parsed("locale", "a language tag such as en or de-AT") { LocaleTag($0) }
        let tags = fields.parsedList("tags", "a tag") { $0.isEmpty || $0.count > 64 ? nil : $0 } ?? []
        let secret = fields.secretReference("secret")
        let fallbacks = (fields.list("else") ?? [])
            .compactMap { document, pointer in
                read(Fields(document, at: pointer, problems: problems), channels: channels, problems: problems)
            }
        fields.finish()
        guard let channel, let address else { return nil }
        return Destination(
            channel: channel,
            address: address,
            locale: locale,
            tags: tags,
            secret: secret,
            fallbacks: fallbacks
        )
    }
}
