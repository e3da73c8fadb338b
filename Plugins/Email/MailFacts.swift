// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What is certain about a message, worded once for both bodies of a mail so that they cannot differ.
struct MailFacts {
    struct Line {
        let label: String
        let value: String
    }

    /// `Resolved`, for a message of an incident or a maintenance; with what it corrects.
    let state: String?
    let lines: [Line]
    /// Shown first in the list of mails, after the subject.
    let preview: String
    let drillNotice: String?
    /// What the message's link is called.
    let linkLabel: String
    /// Why the reader gets this mail.
    let reason: String
    let words: MailWords

    init(_ message: Message) {
        let facts = message.facts
        let words = MailWords(message.locale)
        self.words = words
        self.linkLabel = message.asksForConfirmation ? words.confirm : words.link
        self.reason = message.asksForConfirmation ? words.askedReason : words.reason
        let marks = [facts.phase.map(words.state), message.correctionMark].compactMap(\.self)
        self.state = marks.isEmpty ? nil : marks.joined(separator: " · ")
        self.drillNotice = message.watermark.map { "\($0): \(words.drillNotice)" }
        let isOpen = facts.phase?.isOpen ?? true
        // What is only planned has not started.
        let isPlanned = facts.phase == .scheduled && facts.scheduledFor != nil
        let components = facts.components.map(\.text).joined(separator: ", ")
        let lines: [(String, String?)] = [
            (words.severity, facts.severity.map(words.word)),
            (words.affected, components.isEmpty ? nil : components),
            (words.plannedStart, isOpen ? facts.scheduledFor.map(words.readable) : nil),
            (words.plannedEnd, isOpen ? facts.scheduledUntil.map(words.readable) : nil),
            (words.started, isPlanned ? nil : facts.startedAt.map(words.readable)),
            (words.ended, facts.resolvedAt.map(words.readable)),
            (words.published, facts.phase == nil ? nil : words.readable(facts.publishedAt)),
            (words.nextUpdate, isOpen ? facts.nextUpdateAt.map(words.readable) : nil),
        ]
        self.lines = lines.compactMap { label, value in value.map { Line(label: label, value: $0) } }
        self.preview = MailFacts.preview(of: message)
    }

    private static func preview(of message: Message) -> String {
        let markdown = message[.impact] ?? message[.whatHappened] ?? message.sections.first?.markdown ?? ""
        let text = message.short ?? Markdown(markdown).singleLine()
        let marked = message.watermark.map { "\($0): \(text)" } ?? text
        return TextLimit(140, .graphemes).truncate(marked)
    }
}
