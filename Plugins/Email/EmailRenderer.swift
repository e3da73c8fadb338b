// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Shapes a message into a mail's subject and two bodies that say the same.
struct EmailRenderer {
    let sender: String

    func render(_ message: Message) -> Rendering {
        let layout = MailLayout(sender: sender)
        let dropOrder = EmailChannel.manifest.dropOrder
        let fittedHTML = message.fitted(to: EmailLimits.body, dropOrder: dropOrder) { layout.write($0) }
        var kept = message
        kept.sections.removeAll { fittedHTML.dropped.contains($0.name) }
        let text = kept.fitted(to: EmailLimits.body, dropOrder: dropOrder) { MailText(sender: sender).write($0) }
        let html = fittedHTML.wasCut ? shortened(kept, layout) : fittedHTML.text
        let subject = EmailRenderer.subject(of: message)
        return Rendering(
            parts: [
                RenderedPart("subject", "text/plain", subject.text),
                RenderedPart("text", "text/plain", text.text),
                RenderedPart("html", "text/html", html),
            ],
            findings: subject.findings(part: "subject") + fittedHTML.findings(part: "html")
                + text.findings(part: "text")
        )
    }

    /// The mark of an exercise, that of a correction and the state in brackets, and a title that stays the same over the
    /// incident.
    static func subject(of message: Message) -> FittedText {
        let title = MailHeader.cleaned(message.subject ?? message.facts.incident?.title ?? message.title)
        let state = message.facts.phase.map { Message.stateWord(for: $0, locale: message.locale) }
        let marks = [message.watermark, message.correctionMark, state]
            .compactMap { $0.map { "[\($0)]" } }
            .filter { !title.lowercased().hasPrefix($0.lowercased()) }
        let subject = (marks + [title]).joined(separator: " ")
        let text = EmailLimits.subject.truncate(subject)
        return FittedText(text: text, wasCut: text != subject)
    }

    /// The HTML of a message that no dropping of sections made short enough: HTML cannot be cut like text, so each
    /// section becomes the beginning of its plain text, in an equal share of the room.
    private func shortened(_ message: Message, _ layout: MailLayout) -> String {
        // A character grows to at most six bytes when escaped; the rest is for the frame.
        let share = TextLimit(EmailLimits.body.max / (8 * max(1, message.sections.count)), .bytes)
        return layout.write(message) { section in
            let text = share.truncate(Markdown(section.markdown).plainText())
            let lines = HTMLText.escaped(text).split(separator: "\n", omittingEmptySubsequences: false)
            return text.isEmpty
                ? "" : "<p style=\"margin:0 0 12px;white-space:pre-line\">\(lines.joined(separator: "\n"))</p>"
        }
    }
}

/// How long the parts of a mail may be.
enum EmailLimits {
    /// As people count characters; one header may be as long as it likes, once folded.
    static let subject = TextLimit(255, .graphemes)
    /// Of each body before it is encoded: ten times what a long update needs, and below what any relay refuses.
    static let body = TextLimit(256 * 1_024, .bytes)
}
