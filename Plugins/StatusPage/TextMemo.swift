// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Synchronization

/// Markdown that was turned into HTML before: one page's texts are needed again and again, in lists, feeds and pages.
final class TextMemo: Sendable {
    private struct State {
        var html: [String: String] = [:]
        var bytes = 0
    }

    /// Bytes that are kept at the most.
    private static let capacity = 8 << 20

    private let state = Mutex(State())

    /// The sections of an update as HTML; one that only says what happened needs no heading.
    func body(of text: PageUpdate.Text, level: Int) -> String {
        let isPlain = text.sections.count == 1 && text.sections[0].name == .whatHappened
        return text.sections
            .map { section in
                let heading = Message.heading(for: section.name, locale: text.locale)
                let html = Self.lowered(html(of: section.markdown), to: isPlain ? level : level + 1)
                return isPlain ? html : "<h\(level)>\(HTMLText.escaped(heading))</h\(level)>\n\(html)"
            }
            .joined(separator: "\n")
    }

    private func html(of markdown: String) -> String {
        if let known = state.withLock({ $0.html[markdown] }) { return known }
        let html = Markdown(markdown).html()
        state.withLock { state in
            if state.bytes > Self.capacity { state = State() }
            state.html[markdown] = html
            state.bytes += html.utf8.count + markdown.utf8.count
        }
        return html
    }

    /// Headings that somebody wrote stand below the page's own, without a level left out.
    ///
    /// Text is escaped, so that nothing but a heading looks like one.
    private static func lowered(_ html: String, to level: Int) -> String {
        guard (1...6).contains(where: { html.contains("<h\($0)>") }) else { return html }
        var parts = html.split(separator: "<h", omittingEmptySubsequences: false).map { String($0) }
        var above: [(old: Int, new: Int)] = []
        for index in parts.indices.dropFirst() {
            guard let old = parts[index].first?.wholeNumberValue, parts[index].dropFirst().first == ">" else {
                continue
            }
            above.removeAll { $0.old >= old }
            let new = min(6, above.last.map { $0.new + 1 } ?? level)
            above.append((old, new))
            parts[index] = "\(new)" + parts[index].dropFirst().replacing("</h\(old)>", with: "</h\(new)>")
        }
        return parts.joined(separator: "<h")
    }
}
