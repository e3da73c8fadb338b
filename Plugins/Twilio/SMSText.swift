// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as one text message of a few segments: state and title, what there is to say, and the link.
struct SMSText {
    let maxSegments: Int
    let transliteration: Transliteration

    /// What the provider takes at the most, in UTF-16 units.
    static let longest = TextLimit(1_600, .utf16)

    private var dialect: SMSDialect { SMSDialect(transliteration: transliteration) }

    func fitted(_ message: Message) -> (text: String, findings: [Finding]) {
        var told = message
        // One sentence that was written for little room says more than the beginning of many.
        if let short = message.short { told.sections = [Section(.impact, short)] }
        let frame = frame(of: told)
        let fitted = told.fitted(dropOrder: TwilioChannel.manifest.dropOrder, fits: fits) { text(frame, $0.passages) }
        var findings = fitted.findings(part: "text")
        if message.facts.link != nil, frame.link == nil { findings.append(SMSText.lostLink) }
        let segments = SMSSegments(fitted.output)
        findings.append(
            Finding(
                "sms_segments",
                .info,
                "The text takes \(segments.count) of at most \(maxSegments) segments in \(segments.alphabet.rawValue).",
                place: "text"
            )
        )
        return (fitted.output, findings)
    }

    private func fits(_ text: String) -> Bool {
        SMSText.longest.holds(text) && SMSSegments(text).count <= maxSegments
    }

    /// What stands around the sections; fits by itself.
    private struct Frame {
        var lead: String
        var times: TimeLines?
        var link: String?
    }

    private func text(_ frame: Frame, _ passages: [MarkedMessage.Passage] = []) -> String {
        let said = passages.map { $0.blocks.written(in: dialect) }
        let planned = frame.times?.planned
        let next = passages.contains { $0.name == .nextUpdate } ? nil : frame.times?.nextUpdate
        // The dash of a span as well would cost a message half its room.
        let times = [planned, next].compactMap(\.self).map { dialect.text($0.replacing("–", with: "-")) }
        return ([frame.lead] + said + times + (frame.link.map { [$0] } ?? [])).joined(separator: "\n")
    }

    private func frame(of message: Message) -> Frame {
        let state = [
            message.facts.severity.map { Message.severityWord(for: $0, locale: message.locale) },
            message.facts.phase.map { Message.stateWord(for: $0, locale: message.locale) },
        ]
        .compactMap(\.self).joined(separator: Message.comma(locale: message.locale) + " ")
        let title = dialect.text(message.headline)
        let lead = { (title: String) in dialect.text(state).isEmpty ? title : "\(title) (\(dialect.text(state)))" }
        let link = message.facts.link.flatMap { $0.contains(where: \.isWhitespace) ? nil : $0 }
        for link in [link, nil] {
            var whole = Frame(lead: lead(title), link: link)
            whole.times = message.timeLines { [whole] marked, times in
                fits(text(Frame(lead: whole.lead, times: times, link: link), marked.passages))
            }
            if fits(text(whole)) { return whole }
            // As much of the title as there is room for, beside a link that leaves some.
            var (low, high) = (0, title.utf16.count)
            while low < high {
                let middle = (low + high + 1) / 2
                let cut = TextLimit(middle, .utf16).truncate(title, mark: "...")
                if fits(text(Frame(lead: lead(cut), link: link))) { low = middle } else { high = middle - 1 }
            }
            let cut = TextLimit(low, .utf16).truncate(title, mark: "...")
            if low >= 24 || link == nil { return Frame(lead: lead(cut), link: link) }
        }
        return Frame(lead: dialect.text(state))
    }

    private static let lostLink = Finding(
        "link_dropped",
        .warning,
        "The link to the page is too long for a text message of so few segments and is left out.",
        place: "text",
        suggestion: "Give the hub a shorter public URL, or allow more segments (max_segments)."
    )
}
