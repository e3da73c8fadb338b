// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What is certain about a message, worded once for both bodies of a mail so that they cannot differ.
struct MailFacts {
    struct Line {
        let label: String
        let value: String
    }

    /// `Resolved`, for a message of an incident or a maintenance.
    let state: String?
    let lines: [Line]
    /// Shown first in the list of mails, after the subject.
    let preview: String
    let drillNotice: String?
    let words: MailWords

    init(_ message: Message) {
        let locale = message.locale
        let facts = message.facts
        let words = MailWords(locale)
        self.words = words
        self.state = facts.phase.map { Message.stateWord(for: $0, locale: locale) }
        self.drillNotice = message.watermark.map { "\($0): \(words.drillNotice)" }
        let isOpen = facts.phase?.isOpen ?? true
        let moments: [(String, Timestamp?)] = [
            (words.published, facts.phase == nil ? nil : facts.publishedAt),
            (words.started, facts.startedAt),
            (words.ended, facts.resolvedAt),
            (words.nextUpdate, isOpen ? facts.nextUpdateAt : nil),
        ]
        var lines = moments.compactMap { label, moment in
            moment.map { Line(label: label, value: Message.readable($0, locale: locale)) }
        }
        if !facts.components.isEmpty {
            let names = facts.components.map(\.text).joined(separator: ", ")
            lines.insert(Line(label: words.affected, value: names), at: facts.phase == nil ? 0 : 1)
        }
        self.lines = lines
        self.preview = MailFacts.preview(of: message)
    }

    private static func preview(of message: Message) -> String {
        let markdown = message[.impact] ?? message[.whatHappened] ?? message.sections.first?.markdown ?? ""
        let text = message.short ?? Markdown(markdown).singleLine()
        let marked = message.watermark.map { "\($0): \(text)" } ?? text
        return TextLimit(140, .graphemes).truncate(marked)
    }
}

/// The words that mails set around a message: English and German, English for every other language.
struct MailWords {
    let published: String, started: String, ended: String, affected: String, nextUpdate: String
    let link: String, drillNotice: String, unsubscribe: String

    init(_ locale: LocaleTag) {
        switch locale.language {
        case "de":
            self.published = "Stand"
            self.started = "Beginn"
            self.ended = "Ende"
            self.affected = "Betroffen"
            self.nextUpdate = "Nächste Meldung"
            self.link = "Verlauf und aktueller Stand"
            self.drillNotice = "Dies ist nur eine Übung. Sie müssen nichts tun."
            self.unsubscribe = "Diese Meldungen abbestellen"
        default:
            self.published = "As of"
            self.started = "Started"
            self.ended = "Ended"
            self.affected = "Affected"
            self.nextUpdate = "Next update"
            self.link = "History and current status"
            self.drillNotice = "This is only an exercise. You need not do anything."
            self.unsubscribe = "Unsubscribe from these messages"
        }
    }
}
