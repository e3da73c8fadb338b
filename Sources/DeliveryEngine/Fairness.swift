// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// How a lane's turns are shared among its bands.
package enum Fairness {
    /// Work that has waited so long counts as one priority more urgent; and so on.
    package static let ageing = Duration.seconds(60)

    /// How many turns a priority has to those of the others: 8, 4, 2 and 1.
    package static func weight(of priority: Priority) -> Int { 8 >> priority.rawValue }

    /// The weight of a band whose oldest delivery has been due since `due`.
    ///
    /// Ageing ends below critical: however old a backlog, critical work keeps twice the turns of any of it.
    package static func weight(of band: Band, due: Timestamp, now: Timestamp) -> Int {
        guard band.priority != .critical else { return weight(of: .critical) }
        let waited = (now - due).milliseconds / ageing.milliseconds
        let level = max(Int64(Priority.update.rawValue), Int64(band.priority.rawValue) - max(0, waited))
        return 8 >> Int(level)
    }
}
