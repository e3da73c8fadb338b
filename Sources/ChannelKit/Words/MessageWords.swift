// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What a language has to have words for before messages can be sent in it.
protocol MessageWords: Sendable {
    func heading(for section: SectionName) -> String
    func state(_ phase: Phase) -> String
    func severity(_ severity: Severity) -> String
    func label(_ label: Message.Label) -> String
    /// What marks an exercise.
    var exerciseMark: String { get }
    /// Which update is put right.
    func correction(of sequence: Int) -> String
    /// By which update it is put right.
    func corrected(by sequence: Int) -> String
    /// A day as people write it, with the day of the week.
    func day(_ clock: Timestamp.CivilTime) -> String
    /// What lasts from one moment to another, each written already.
    func span(from start: String, to end: String) -> String
    /// Behind an entry of a list.
    var comma: String { get }
}
