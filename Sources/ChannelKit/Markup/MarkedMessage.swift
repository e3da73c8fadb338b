// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A message with its sections taken apart, so that it can be cut before it is written in a dialect: a cut then never
/// breaks a mark, an escape or a link, whatever the dialect.
package struct MarkedMessage: Sendable {
    package struct Passage: Sendable {
        package let name: SectionName
        package let blocks: [MarkdownBlock]
        /// How many characters it holds.
        let length: Int

        init(_ name: SectionName, _ blocks: [MarkdownBlock]) {
            self.name = name
            self.blocks = blocks
            self.length = blocks.length
        }
    }

    /// The message as it was, but for ``passages``.
    package let message: Message
    package private(set) var passages: [Passage]
    /// Whether the last passage ends early, in an ellipsis.
    package private(set) var wasCut = false

    package init(_ message: Message) {
        self.message = message
        self.passages = message.sections.map { Passage($0.name, Markdown($0.markdown).blocks) }
            .filter { !$0.blocks.isEmpty }
    }

    /// How many characters its passages hold.
    package var length: Int { passages.reduce(0) { $0 + $1.length } }

    /// Leaves out a passage.
    ///
    /// - Returns: false where there is none of that name, or the message would say nothing without it.
    package mutating func drop(_ name: SectionName) -> Bool {
        guard let place = passages.firstIndex(where: { $0.name == name }),
            passages.contains(where: { $0.name != name && $0.name != .nextUpdate && $0.name != .help })
        else { return false }
        passages.remove(at: place)
        return true
    }

    /// The same with so many characters of its passages at most, from the front; what is left of a passage that is cut
    /// ends in `…`.
    package func cut(to length: Int) -> MarkedMessage {
        guard length < self.length else { return self }
        var rest = length
        var copy = self
        copy.passages = []
        copy.wasCut = true
        for passage in passages {
            guard passage.length <= rest else {
                let blocks = passage.blocks.cut(to: rest)
                if !blocks.isEmpty { copy.passages.append(Passage(passage.name, blocks)) }
                break
            }
            copy.passages.append(passage)
            rest -= passage.length
        }
        return copy
    }
}

/// A message written so that it fits, and what it cost.
package struct FittedMarkup<Output> {
    package let output: Output
    package let dropped: [SectionName]
    package let wasCut: Bool

    /// As ``FittedText/findings(part:)`` says it.
    package func findings(part: String) -> [Finding] {
        FittedText(text: "", dropped: dropped, wasCut: wasCut).findings(part: part)
    }
}

extension Message {
    /// Writes the message, giving up sections of `dropOrder` one by one while the result does not fit, then cutting the
    /// rest to what does.
    ///
    /// - Parameters:
    ///   - dropOrder: least needed first.
    ///   - longest: so many characters at the most can fit: of what is far longer, nothing is written to find that out.
    ///   - fits: whether a result is short enough; what is written of less never costs more. What is written without any
    ///     passage must fit: whoever writes bounds the title and the facts.
    ///   - write: shapes the message for the channel; called some twenty times at the most. Where
    ///     ``MarkedMessage/wasCut`` says so it should lead to the rest.
    /// - Returns: the result, and what was given up for it.
    package func fitted<Output>(
        dropOrder: [SectionName],
        longest: Int = .max,
        fits: (Output) -> Bool,
        write: (MarkedMessage) -> Output
    ) -> FittedMarkup<Output> {
        var marked = MarkedMessage(self)
        var dropped: [SectionName] = []
        func written(_ candidate: MarkedMessage) -> Output? {
            // An address that is its own label counts twice, and is written once.
            guard candidate.length / 2 <= longest else { return nil }
            let output = write(candidate)
            return fits(output) ? output : nil
        }
        var whole = written(marked)
        for name in dropOrder where whole == nil {
            guard marked.drop(name) else { continue }
            dropped.append(name)
            whole = written(marked)
        }
        if let whole { return FittedMarkup(output: whole, dropped: dropped, wasCut: false) }
        var low = 0
        var high = marked.length
        var output = write(marked.cut(to: 0))
        while high - low > 1 {
            let middle = (low + high) / 2
            if let candidate = written(marked.cut(to: middle)) {
                low = middle
                output = candidate
            } else {
                high = middle
            }
        }
        return FittedMarkup(output: output, dropped: dropped, wasCut: true)
    }
}
