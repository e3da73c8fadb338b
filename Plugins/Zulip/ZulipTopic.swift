// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A topic: what a thread is called in Zulip, in at most 60 code points.
package struct ZulipTopic: Hashable, Sendable {
    package let text: String

    package static let limit = TextLimit(60, .scalars)

    /// Nil for what is blank, too long or holds a control character.
    package init?(_ text: String) {
        guard ZulipTopic.limit.holds(text), text.contains(where: { !$0.isWhitespace }),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        self.text = text
    }

    /// The topic of an incident: as much of its title as there is room for, and the end of its id, because two incidents
    /// may have the same title.
    package init(_ incident: IncidentReference, watermark: String?) {
        let ending = " (\(incident.id.text.suffix(8)))"
        let title = (watermark.map { "[\($0)] " } ?? "") + incident.title
        let line = String(title.unicodeScalars.filter { $0.properties.generalCategory != .control })
        let room = ZulipTopic.limit.max - ending.unicodeScalars.count
        self.text = TextLimit(room, .scalars).truncate(line) + ending
    }
}
