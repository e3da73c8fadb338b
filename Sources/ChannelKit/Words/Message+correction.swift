// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// What readers are told where an update puts an earlier one right.
extension Message {
    /// Which update it puts right, in words: `Correction of update 2`; nil where it corrects none.
    ///
    /// It belongs before the title: where the first message of an incident is edited in place, nothing else shows that
    /// it says something else now.
    public var correctionMark: String? {
        facts.incident?.corrects.map { Message.correctionMark(of: $0.sequence, locale: locale) }
    }

    /// What stands beside an update that corrects the one with that number.
    package static func correctionMark(of sequence: Int, locale: LocaleTag) -> String {
        words(for: locale).correction(of: sequence)
    }

    /// What stands beside an update that the one with that number has put right: `Corrected by update 3`.
    package static func correctedMark(by sequence: Int, locale: LocaleTag) -> String {
        words(for: locale).corrected(by: sequence)
    }

    /// The title with what must stand before it: the mark of an exercise, and that of a correction.
    ///
    /// It is as it was given otherwise, in as many lines.
    package var markedTitle: String {
        [watermark.map { "[\($0)]" }, correctionMark.map { "\($0):" }, title].compactMap(\.self).joined(separator: " ")
    }
}
