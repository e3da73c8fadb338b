// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// An incident, a maintenance, or a notice by itself, as the page keeps it: all its updates.
package struct PageIncident: Codable, Hashable, Sendable {
    /// The incident's id, else the message's: the last part of its permanent address.
    package var id: String
    /// The incident's own title, in one language.
    package var title: String
    /// A message that belongs to no incident: it is said once, and nothing follows.
    package var isNotice: Bool
    package var isDrill: Bool
    /// Oldest first.
    package var updates: [PageUpdate]

    package enum CodingKeys: String, CodingKey {
        case id, title, updates
        case isNotice = "notice"
        case isDrill = "exercise"
    }

    package init(_ message: Message, _ update: PageUpdate) {
        self.id = message.facts.incident?.id.text ?? message.id.text
        self.title = PlainLine.of(message.facts.incident?.title ?? message.title)
        self.isNotice = message.facts.incident == nil
        self.isDrill = message.facts.isDrill
        self.updates = [update]
    }
}

/// What follows from the updates.
extension PageIncident {
    package var latest: PageUpdate? { updates.last }

    /// The phase that was said last; an incident of which none was said is being looked into.
    package var phase: Phase { updates.last { $0.phase != nil }?.phase ?? .investigating }

    package var severity: Severity? { updates.last { $0.severity != nil }?.severity }

    package var isMaintenance: Bool { phase.isMaintenance }

    /// Whether readers still wait for what comes next.
    package var isOpen: Bool { !isNotice && phase.isOpen }

    package var isActiveMaintenance: Bool { phase == .inProgress || phase == .verifying }

    /// Planned work that was called off: it ended before it was to begin, and never began.
    package var isCancelled: Bool {
        guard phase == .completed, let latest, let start = plannedStart, latest.publishedAt < start else {
            return false
        }
        return !updates.contains { $0.phase == .inProgress || $0.phase == .verifying }
    }

    package var indicator: StatusIndicator {
        isNotice ? .none : StatusIndicator(severity: severity, phase: phase)
    }

    package var createdAt: Timestamp { updates.map(\.publishedAt).min() ?? .distantPast }

    package var updatedAt: Timestamp { updates.map(\.publishedAt).max() ?? .distantPast }

    package var startedAt: Timestamp? { updates.last { $0.startedAt != nil }?.startedAt }

    /// When planned work is to begin, or was: as it was planned, else as it is said to have begun.
    package var plannedStart: Timestamp? {
        guard isMaintenance else { return nil }
        return updates.last { $0.scheduledFor != nil }?.scheduledFor ?? startedAt
    }

    /// Until when planned work is to last, or was, where that was said.
    package var plannedEnd: Timestamp? {
        isMaintenance ? updates.last { $0.scheduledUntil != nil }?.scheduledUntil : nil
    }

    /// When it last came to be watched after a fix.
    package var monitoringAt: Timestamp? { updates.last { $0.phase == .monitoring }?.publishedAt }

    /// When it ended, where it has.
    package var resolvedAt: Timestamp? {
        guard !phase.isOpen, !isNotice else { return nil }
        if let told = updates.last?.resolvedAt { return told }
        let closing = updates.reversed().prefix { !($0.phase?.isOpen ?? false) }
        return closing.last?.publishedAt
    }

    /// The components of the latest update while it is open; afterwards, all that were concerned.
    package var components: [ComponentName] {
        if isOpen { return latest?.components ?? [] }
        var seen: Set<ComponentName> = []
        return updates.flatMap(\.components).filter { seen.insert($0).inserted }
    }

    /// By the update's id, the number of the update that put it right.
    package var corrections: [String: PageUpdate] {
        Dictionary(updates.compactMap { update in update.corrects.map { ($0.update.text, update) } }) { $1 }
    }

    /// What was learned from it, as it was published last.
    package var review: PageUpdate? { updates.last { $0.phase == .postmortem } }

    /// The month under which it is found: `2026-11`.
    package var month: String { String(createdAt.description.prefix(7)) }

    /// What it is called in a language: by its first update there, else by its own title.
    package func title(in slot: String) -> (text: String, locale: LocaleTag?) {
        if slot.isEmpty, !isNotice { return (title, updates.lazy.compactMap { $0.texts[""]?.locale }.first) }
        let text = updates.lazy.compactMap { $0.texts[slot] }.first
        return (text?.title ?? title, text?.locale ?? updates.lazy.compactMap { $0.texts[""]?.locale }.first)
    }
}
