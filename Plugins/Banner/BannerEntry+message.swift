// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension BannerEntry {
    /// Characters of a title and of a body, as readers count them.
    package static let titleLength = 80
    package static let bodyLength = 280

    /// The banner that says what `message` says; pure.
    ///
    /// `findings` gains what was shortened or left out.
    package init(_ message: Message, settings: BannerSettings, dropOrder: [SectionName], findings: inout [Finding]) {
        let facts = message.facts
        let link = facts.link.flatMap(BannerText.link)
        if facts.link != nil, link == nil {
            findings.append(
                Finding(
                    "link_dropped",
                    .warning,
                    "The link is no plain http or https address and is left out.",
                    place: "link"
                )
            )
        }
        self.id = facts.incident?.id.text ?? message.id.text
        self.incidentID = facts.incident?.id.text
        self.sequence = facts.incident?.sequence ?? 0
        self.severity = facts.severity
        self.status = facts.phase
        self.level = Level(severity: facts.severity, phase: facts.phase)
        self.locale = message.locale
        self.title = BannerText.title(of: message, findings: &findings)
        self.body = BannerText.body(of: message, dropOrder: dropOrder, findings: &findings)
        self.link = link.map { Link(url: $0, label: BannerWords.link(message.locale)) }
        self.words = BannerWords(phase: facts.phase, locale: message.locale)
        self.locales = [:]
        self.components = facts.components
        self.paths = settings.paths(of: facts.components)
        self.dismissible = level != .critical
        self.exercise = facts.isDrill
        let planned = facts.phase == .scheduled ? facts.scheduledFor : nil
        self.startsAt = planned ?? facts.startedAt ?? facts.publishedAt
        self.updatedAt = facts.publishedAt
        self.endsAt = BannerEntry.end(of: facts, settings: settings)
        self.nextUpdateAt = facts.nextUpdateAt
    }

    private static func end(of facts: Facts, settings: BannerSettings) -> Timestamp {
        guard facts.phase?.isOpen ?? true else { return facts.publishedAt + settings.keepResolved }
        // Planned work is not overdue before it was to be over, or at the least to have begun.
        let start = facts.phase == .scheduled ? facts.scheduledFor ?? facts.startedAt : nil
        guard let due = [facts.nextUpdateAt, start, facts.scheduledUntil].compactMap({ $0 }).max() else {
            return facts.publishedAt + max(settings.expiresAfter, .seconds(86_400))
        }
        return max(due, facts.publishedAt) + settings.expiresAfter
    }
}

extension BannerEntry.Level {
    /// What worries readers most while it lasts, and less once it gets better.
    package init(severity: Severity?, phase: Phase?) {
        let isSevere = severity.map { $0 >= .sev2 } ?? false
        switch phase {
        case .resolved, .completed: self = .success
        case .postmortem: self = .info
        case .scheduled, .inProgress, .verifying, .monitoring: self = isSevere ? .warning : .info
        case .investigating, .identified, nil: self = isSevere ? .critical : severity == .sev3 ? .warning : .info
        }
    }
}

/// Plain text for banners: one line, bounded in characters and in bytes.
private enum BannerText {
    static func title(of message: Message, findings: inout [Finding]) -> String {
        let title = oneLine(message.markedTitle)
        return bounded(title, characters: BannerEntry.titleLength, bytes: 400, part: "title", findings: &findings)
    }

    /// The template's one sentence where there is one, else the sections as far as there is room.
    static func body(of message: Message, dropOrder: [SectionName], findings: inout [Finding]) -> String {
        if let short = message.short.map(oneLine), !short.isEmpty {
            return bounded(short, characters: BannerEntry.bodyLength, bytes: 1_400, part: "body", findings: &findings)
        }
        var message = message
        // The banner has a link of its own: the body need not end in it.
        message.facts.link = nil
        // So has the time of the next update.
        let rest = message.sections.filter { $0.name != .nextUpdate }
        if message.facts.nextUpdateAt != nil, rest.contains(where: { !oneLine($0.markdown).isEmpty }) {
            message.sections = rest
        }
        let limit = TextLimit(BannerEntry.bodyLength, .graphemes)
        let fitted = message.fitted(to: limit, dropOrder: dropOrder) { candidate in
            oneLine(candidate.sections.map { Markdown($0.markdown).singleLine() }.joined(separator: " "))
        }
        findings += fitted.findings(part: "body")
        return TextLimit(1_400, .bytes).truncate(fitted.text)
    }

    /// The address where it is one that a page can link to without a thought; nil otherwise.
    static func link(_ text: String) -> String? {
        let lowered = text.prefix(8).lowercased()
        guard
            lowered.hasPrefix("https://") || lowered.hasPrefix("http://"), text.utf8.count <= 1_024,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""'<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        return text
    }

    private static func bounded(
        _ text: String,
        characters: Int,
        bytes: Int,
        part: String,
        findings: inout [Finding]
    ) -> String {
        let cut = TextLimit(bytes, .bytes).truncate(TextLimit(characters, .graphemes).truncate(text))
        findings += FittedText(text: cut, wasCut: cut != text).findings(part: part)
        return cut
    }

    /// White space becomes single spaces; control characters and those that turn the direction of what follows go.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if let last = line.last, last != " " { line.append(" ") }
                continue
            }
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            default: if scalar.properties.generalCategory != .control { line.append(scalar) }
            }
        }
        if line.last == " " { line.removeLast() }
        return String(line)
    }
}
