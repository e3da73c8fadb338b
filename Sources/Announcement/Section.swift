// SPDX-License-Identifier: Apache-2.0

/// One named part of a message, written in Markdown.
public struct Section: Codable, Hashable, Sendable {
    public var name: SectionName
    /// CommonMark with tables and strikethrough; raw HTML is shown as text, never passed on.
    public var markdown: String

    public init(_ name: SectionName, _ markdown: String) {
        self.name = name
        self.markdown = markdown
    }
}

/// The parts that a message can have, in the order in which readers meet them.
public enum SectionName: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case whatHappened = "what_happened"
    case impact
    case whatWeDo = "what_we_do"
    case whatYouCanDo = "what_you_can_do"
    case workaround
    case dataExposure = "data_exposure"
    case compensation
    case safeguards
    case nextUpdate = "next_update"
    case help

    public static func < (left: SectionName, right: SectionName) -> Bool { left.position < right.position }

    private var position: Int { SectionName.allCases.firstIndex(of: self) ?? 0 }
}
