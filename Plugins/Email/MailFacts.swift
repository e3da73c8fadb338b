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

    init(_ message: Message) {
        let facts = message.facts
        let locale = message.locale
        let words = MailWords(locale)
        self.linkLabel = message.asksForConfirmation ? words.confirm : Message.label(.history, locale: locale)
        self.reason = message.asksForConfirmation ? words.askedReason : words.reason
        let state = facts.phase.map { Message.stateWord(for: $0, locale: locale) }
        let marks = [state, message.correctionMark].compactMap(\.self)
        self.state = marks.isEmpty ? nil : marks.joined(separator: " · ")
        self.drillNotice = message.watermark.map { "\($0): \(words.drillNotice)" }
        let isOpen = facts.phase?.isOpen ?? true
        // What is only planned has not started.
        let isPlanned = facts.phase == .scheduled && facts.scheduledFor != nil
        let components = facts.components.map(\.text).joined(separator: ", ")
        let moments: [(Message.Label, Timestamp?)] = [
            (.plannedStart, isOpen ? facts.scheduledFor : nil),
            (.plannedEnd, isOpen ? facts.scheduledUntil : nil),
            (.started, isPlanned ? nil : facts.startedAt),
            (.ended, facts.resolvedAt),
            (.asOf, facts.phase == nil ? nil : facts.publishedAt),
        ]
        let readable = { (moment: Timestamp) in Message.readable(moment, locale: locale) }
        let labelled: [(Message.Label, String?)] =
            [
                (.severity, facts.severity.map { Message.severityWord(for: $0, locale: locale) }),
                (.affected, components.isEmpty ? nil : components),
            ] + moments.map { ($0, $1.map(readable)) }
        let lines: [(String, String?)] =
            labelled.map { (Message.label($0, locale: locale), $1) }
            + [(Message.heading(for: .nextUpdate, locale: locale), message.awaitedUpdate.map(readable))]
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
