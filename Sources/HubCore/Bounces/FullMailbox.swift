// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Since when mails to an address have come back because its mailbox was full, and on how many days.
///
/// A mailbox that is full today is emptied tomorrow, and its reader must not miss the next incident; one that is full for
/// weeks is read by nobody, and providers hold it against a sender who goes on writing to it. So it takes mails of
/// three days, two weeks from the first to the last, and none in between that arrived. Nothing but full mailboxes adds up:
/// other failures that pass are often the relay's own, or a judgement of the mail, and would take everyone off at once.
package struct FullMailbox: Codable, Hashable, Sendable {
    private static let enoughDays = 3
    private static let enoughTime = Duration.seconds(14 * 86_400)
    /// With nothing heard for longer, whatever was before tells nothing of today.
    private static let longestSilence = Duration.seconds(30 * 86_400)
    private static let day = Duration.seconds(86_400)

    /// When the first of the mails was sent.
    package private(set) var first: Timestamp
    /// When the latest was.
    package private(set) var latest: Timestamp
    /// On how many days, in UTC, one of them was.
    package private(set) var days: Int

    package init(_ moment: Timestamp) {
        first = moment
        latest = moment
        days = 1
    }

    /// Whether the mailbox has been full for so long that nobody is to be written to there.
    package var isLasting: Bool { days >= Self.enoughDays && latest - first >= Self.enoughTime }

    /// From the first of the mails to the latest, in whole days.
    package var length: Int { Int((latest - first).milliseconds / Self.day.milliseconds) }

    /// The time between the latest of the mails and one sent at `moment` in which a mail that arrived shows that the
    /// mailbox was emptied; nil where the two are too close.
    ///
    /// Reports come in any order, so that of mails of the same day nobody knows yet what becomes of them.
    package func gap(before moment: Timestamp) -> Range<Timestamp>? {
        let (start, end) = (latest + Self.day, moment - Self.day)
        return start < end ? start..<end : nil
    }

    /// Takes in that a mail sent at `moment` came back.
    ///
    /// - Parameters:
    ///   - moment: when it was sent; what is older than the latest changes nothing.
    ///   - wasEmptied: whether another arrived in the ``gap(before:)``.
    package mutating func note(_ moment: Timestamp, wasEmptied: Bool) {
        guard moment > latest else { return }
        if wasEmptied || moment - latest > Self.longestSilence {
            self = FullMailbox(moment)
            return
        }
        if Self.number(moment) > Self.number(latest) { days += 1 }
        latest = moment
    }

    private static func number(_ moment: Timestamp) -> Int64 { moment.unixSeconds / 86_400 }
}
