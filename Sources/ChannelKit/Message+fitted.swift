// SPDX-License-Identifier: Apache-2.0

public import Announcement

extension Message {
    /// Writes the message, giving up sections of `dropOrder` one by one while the result exceeds `limit`, then cutting
    /// the text and ending it in the message's link.
    ///
    /// The last section that says what the message is about is never given up, only cut: a title with a time for the
    /// next update tells nobody anything.
    ///
    /// `write` shapes the message for the channel; it is called once, and again after each dropped section.
    public func fitted(
        to limit: TextLimit,
        dropOrder: [SectionName],
        write: (Message) -> String
    ) -> FittedText {
        var message = self
        var dropped: [SectionName] = []
        var text = write(message)
        for name in dropOrder where !limit.holds(text) {
            guard message.canSpare(name) else { continue }
            message.sections.removeAll { $0.name == name }
            dropped.append(name)
            text = write(message)
        }
        guard !limit.holds(text) else { return FittedText(text: text, dropped: dropped) }
        return FittedText(text: limit.truncate(text, link: facts.link), dropped: dropped, wasCut: true)
    }

    private func canSpare(_ name: SectionName) -> Bool {
        let filled = sections.filter { section in section.markdown.contains { !$0.isWhitespace } }
        guard filled.contains(where: { $0.name == name }) else { return false }
        return filled.contains { $0.name != name && $0.name != .nextUpdate && $0.name != .help }
    }
}
