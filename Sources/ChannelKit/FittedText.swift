// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A message shortened until it fits: sections are dropped in the declared order, then the text is cut.
public struct FittedText: Sendable {
    public var text: String
    /// What was given up, in that order.
    public var dropped: [SectionName]
    /// Whether the text ends early.
    public var wasCut: Bool

    public init(text: String, dropped: [SectionName] = [], wasCut: Bool = false) {
        self.text = text
        self.dropped = dropped
        self.wasCut = wasCut
    }

    /// What a person should know about the shortening: `section_dropped` for each section, with the section as its
    /// place, and `text_truncated`, with the part as its place.
    public func findings(part: String) -> [Finding] {
        var findings = dropped.map { name in
            Finding(
                "section_dropped",
                .warning,
                "Section “\(name.rawValue)” does not fit into “\(part)” and is left out.",
                place: name.rawValue,
                suggestion: "Shorten the message, or rely on its link for the rest."
            )
        }
        if wasCut {
            findings.append(
                Finding(
                    "text_truncated",
                    .warning,
                    "The text is too long for “\(part)” and ends early.",
                    place: part,
                    suggestion: "Shorten the message, or rely on its link for the rest."
                )
            )
        }
        return findings
    }
}
