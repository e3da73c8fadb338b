// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The lines on when something is to happen: when planned work takes place, and when the next update is due.
///
/// Each is bounded whatever the message: a label and two moments.
package struct TimeLines: Hashable, Sendable {
    /// `Planned: Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC`.
    package private(set) var planned: String?
    /// `Next update: Sat 21 Nov 2026, 14:05 UTC`.
    package private(set) var nextUpdate: String?

    package init(_ message: Message) {
        let locale = message.locale
        self.planned = message.plannedTime.map { "\(Message.label(.planned, locale: locale)): \($0)" }
        self.nextUpdate = message.awaitedUpdate.map { moment in
            "\(Message.heading(for: .nextUpdate, locale: locale)): \(Message.readable(moment, locale: locale))"
        }
    }

    package var lines: [String] { [planned, nextUpdate].compactMap(\.self) }

    /// As many of them as there is room for: planned work matters more than the next update of it.
    ///
    /// Whether there is room for none at all is not asked.
    package func fitting(where fits: (TimeLines) -> Bool) -> TimeLines {
        var rest = self
        if !rest.lines.isEmpty, !fits(rest) { rest.nextUpdate = nil }
        if !rest.lines.isEmpty, !fits(rest) { rest.planned = nil }
        return rest
    }

    /// How much of a post its title has to leave free for what stands around it.
    ///
    /// That is a number, a sign and the usual line; and these lines, where all has to be one post. Here `count` is the most
    /// posts there can be, and `cost` says what a text takes of one.
    package func reserve(posts count: Int, _ cost: (String) -> Int) -> Int {
        count > 1 ? 60 : 20 + cost(lines.joined(separator: "\n"))
    }

    fileprivate var withoutNextUpdate: TimeLines {
        var rest = self
        rest.nextUpdate = nil
        return rest
    }
}

extension Message {
    /// When readers may expect the next update; nil where they wait for none.
    package var awaitedUpdate: Timestamp? { facts.phase?.isOpen ?? true ? facts.nextUpdateAt : nil }

    /// When planned work takes place, in words: `Sat 21 Nov 2026, 22:00 UTC – 23:30 UTC`.
    ///
    /// The day of the end is named where it is another. Nil where no work is planned, or where it is over.
    package var plannedTime: String? {
        guard let phase = facts.phase, phase.isMaintenance, phase.isOpen, let start = facts.scheduledFor else {
            return nil
        }
        let from = Message.readable(start, locale: locale)
        guard let end = facts.scheduledUntil, end > start else { return from }
        let (first, last) = (start.civilTime, end.civilTime)
        let isSameDay = (first.year, first.month, first.day) == (last.year, last.month, last.day)
        let to = isSameDay ? Message.timeOfDay(end) : Message.readable(end, locale: locale)
        return Message.words(for: locale).span(from: from, to: to)
    }

    /// The lines on times that there is room for: the times of planned work in any case, that of the next update only
    /// beside the beginning of what there is to say.
    ///
    /// `fits` says whether so much of the message can be written with such lines.
    package func timeLines(where fits: (MarkedMessage, TimeLines) -> Bool) -> TimeLines {
        let times = TimeLines(self)
        guard !times.lines.isEmpty else { return times }
        let beginning = MarkedMessage(self).cut(to: 40)
        return times.fitting { fits($0.nextUpdate == nil ? beginning.cut(to: 0) : beginning, $0) }
    }
}

extension MarkedMessage {
    /// The message's lines on times, without that on its next update where a passage says it already.
    package var timeLines: [String] { timeLines(of: TimeLines(message)) }

    func timeLines(of times: TimeLines) -> [String] {
        passages.contains { $0.name == .nextUpdate } ? times.withoutNextUpdate.lines : times.lines
    }
}
