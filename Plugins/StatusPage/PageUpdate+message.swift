// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension PageUpdate {
    /// Bytes of Markdown that one update may have in one language.
    package static let textLimit = 24_000

    /// The update that `message` is, for the language `slot`; pure.
    ///
    /// `findings` gains what was left out or cut.
    package init(_ message: Message, slot: String, dropOrder: [SectionName], findings: inout [Finding]) {
        let facts = message.facts
        self.id = facts.incident?.update.text ?? message.id.text
        self.sequence = facts.incident?.sequence ?? 0
        self.phase = facts.phase
        self.severity = facts.severity
        self.components = facts.components
        self.publishedAt = facts.publishedAt
        self.startedAt = facts.startedAt
        self.resolvedAt = facts.resolvedAt
        self.nextUpdateAt = facts.nextUpdateAt
        self.scheduledFor = facts.scheduledFor
        self.scheduledUntil = facts.scheduledUntil
        self.corrects = facts.incident?.corrects
        let text = Text(
            message: message.id,
            locale: message.locale,
            title: PlainLine.of(message.title),
            sections: PageUpdate.sections(of: message, dropOrder: dropOrder, findings: &findings)
        )
        self.texts = [slot: text]
    }

    /// The sections that say something, as far as there is room.
    private static func sections(
        of message: Message,
        dropOrder: [SectionName],
        findings: inout [Finding]
    ) -> [Section] {
        let limit = TextLimit(textLimit, .bytes)
        let fitted = message.fitted(to: limit, dropOrder: dropOrder) { candidate in
            candidate.sections.map(\.markdown).joined(separator: "\n\n")
        }
        findings += fitted.findings(part: "update")
        let kept = message.sections.filter { section in
            !fitted.dropped.contains(section.name) && section.markdown.contains { !$0.isWhitespace }
        }
        guard fitted.wasCut else { return kept }
        let share = TextLimit(textLimit / max(1, kept.count), .bytes)
        return kept.map { Section($0.name, share.truncate($0.markdown)) }
    }
}
