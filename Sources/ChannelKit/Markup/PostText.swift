// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A message as one text or as the posts of a chain: a head, each passage below its heading, when work is planned, and when
/// the next update is due.
extension MarkedMessage {
    /// The blocks of such a text, to be joined by an empty line.
    ///
    /// - Parameters:
    ///   - head: title, state and link.
    ///   - times: what is said of times; nil for all that there is to say.
    ///   - write: writes a passage.
    /// - Returns: the head first.
    package func post(
        below head: String,
        times: TimeLines? = nil,
        _ write: ([MarkdownBlock]) -> String
    ) -> [String] {
        var blocks = [head]
        for passage in passages {
            blocks.append("\(Message.heading(for: passage.name, locale: message.locale)):\n" + write(passage.blocks))
        }
        let lines = timeLines(of: times ?? TimeLines(message))
        if !lines.isEmpty { blocks.append(lines.joined(separator: "\n")) }
        return blocks
    }
}

extension Message {
    /// How things stand, and with what, within a limit of its own; empty for a notice that says neither.
    package func state(components limit: TextLimit) -> String {
        let components = facts.components.map(\.text).joined(separator: ", ")
        return [stateLine, components.isEmpty ? nil : limit.truncate(components)].compactMap(\.self)
            .joined(separator: " · ")
    }

    /// The link to the page as a post shows it; nil where there is none, or none that the post has room for.
    package func postLink(where isLight: (String) -> Bool) -> String? {
        guard let address = facts.link.map(PlainDialect.bare), !address.contains(where: \.isWhitespace) else {
            return nil
        }
        return isLight(address) ? address : nil
    }
}

extension Finding {
    /// That a link which a message has found no room in a post.
    package static let lostPostLink = Finding(
        "link_dropped",
        .warning,
        "The link to the page takes up too much of a post and is left out.",
        place: "post",
        suggestion: "Give the hub a shorter public URL."
    )
}
