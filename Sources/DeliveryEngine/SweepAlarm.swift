// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// When the deliveries that wait too long are looked for next.
///
/// A look takes a while, and what comes meanwhile may not be in what it sees: then its word of when the next one is due
/// sets nothing later.
package struct SweepAlarm: Sendable {
    /// What was known when a look began.
    package struct Look: Sendable {
        package let at: Timestamp?
        fileprivate let news: Int

        package func isDue(at now: Timestamp) -> Bool { at.map { $0 <= now } ?? false }
    }

    package private(set) var at: Timestamp?
    private var news = 0

    package init() {}

    package var look: Look { Look(at: at, news: news) }

    /// Takes note that something has come which may have waited too long at `moment`.
    ///
    /// - Returns: whether the next look is sooner by that.
    @discardableResult
    package mutating func expect(by moment: Timestamp) -> Bool {
        news += 1
        guard at.map({ $0 > moment }) ?? true else { return false }
        at = moment
        return true
    }

    /// Takes note of what a look has found to be due next.
    package mutating func ended(_ look: Look, next: Timestamp?) {
        at = news == look.news ? next : [at, next].compactMap(\.self).min()
    }
}
