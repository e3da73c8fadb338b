// SPDX-License-Identifier: Apache-2.0

import Announcement

extension Message {
    /// A sign for how things stand, for channels without colours of their own: never the only thing that says so.
    package var stateSign: String {
        switch facts.phase {
        case .resolved, .completed: "✅"
        case .postmortem: "📝"
        case .scheduled, .inProgress, .verifying: "🔧"
        case .investigating, .identified, .monitoring, nil:
            switch facts.severity {
            case .sev1: "🔴"
            case .sev2: "🟠"
            case .sev3: "🟡"
            case .sev4, .sev5: "🔵"
            case nil: "ℹ️"
            }
        }
    }

    /// How things stand in words: `Critical · Investigating`; nil for a notice that has neither.
    package var stateLine: String? {
        let words = [
            facts.severity.map { Message.severityWord(for: $0, locale: locale) },
            facts.phase.map { Message.stateWord(for: $0, locale: locale) },
        ]
        .compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " · ")
    }

    /// The title in one line, with the marks of an exercise and of a correction before it.
    package var headline: String { markedTitle.split(whereSeparator: \.isNewline).joined(separator: " ") }

    /// Whether it says that an incident or a maintenance is over.
    package var isClosing: Bool { facts.phase == .resolved || facts.phase == .completed }

    /// `0xRRGGBB` beside the words, never instead of them.
    package var stateColor: UInt32 {
        switch facts.phase {
        case .resolved, .completed: 0x1A7F37
        case .postmortem, .scheduled, .inProgress, .verifying, nil: 0x0B5CAD
        case .investigating, .identified, .monitoring:
            (facts.severity.map { $0 >= .sev2 } ?? false) ? 0xB42318 : 0x945700
        }
    }
}
