// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// What a message says in Discord: a line for notifications, and a card below it.
struct DiscordContent: Codable, Hashable, Sendable {
    struct Field: Codable, Hashable, Sendable {
        var name: String
        var value: String
        var inline: Bool
    }

    struct Embed: Codable, Hashable, Sendable {
        /// An exercise's mark, so that no card of one is taken for an incident's.
        var title: String?
        var description: String?
        var color: UInt32
        var fields: [Field]
        /// Shown in each reader's own time.
        var timestamp: String

        var length: Int {
            [title, description].reduce(0) { $0 + ($1?.utf16.count ?? 0) }
                + fields.reduce(0) { $0 + $1.name.utf16.count + $1.value.utf16.count }
        }
    }

    var content: String
    var embeds: [Embed]

    /// Counted in UTF-16, the larger of what Discord may mean by a character.
    static let contentLimit = TextLimit(2_000, .utf16)
    static let descriptionLimit = TextLimit(4_096, .utf16)
    static let valueLimit = TextLimit(1_024, .utf16)
    static let mostInEmbeds = 6_000

    /// Whether Discord takes it as it is.
    var fits: Bool {
        DiscordContent.contentLimit.holds(content) && embeds.reduce(0) { $0 + $1.length } <= DiscordContent.mostInEmbeds
            && embeds.allSatisfy { embed in
                DiscordContent.descriptionLimit.holds(embed.description ?? "")
                    && embed.fields.allSatisfy { DiscordContent.valueLimit.holds($0.value) }
            }
    }
}
