// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Counts the attempts that fail by our own trouble, so that many are told of once and a few not at all.
///
/// A pure value. Such failures open no breaker, blame no destination and quarantine no channel: without this, nobody
/// would learn that the hub itself is in need.
package struct LocalFaults: Sendable {
    /// From so many on it is worth telling.
    package static let fewest = 10
    /// Told once in this time at the most; fewer than ``fewest`` in it are forgotten.
    package static let interval = Duration.seconds(60)
    /// How long a lane rests where an attempt on it had not the means it needs: the next would fail alike.
    static let rest = Duration.seconds(1)

    private var since: Timestamp?
    private var count = 0
    private var toldAt: Timestamp?

    package init() {}

    /// Takes note of a failure.
    ///
    /// - Returns: what operators are to be told; nil for nothing.
    package mutating func note(_ fault: Fault, at now: Timestamp) -> EngineEvent? {
        // What ends with the hub, or is cut off by it, is no trouble.
        guard fault.code.faultClass == .local, fault.code != .cancelled else { return nil }
        if let since, !isOver(since, at: now) || count >= Self.fewest {
            count += 1
        } else {
            (since, count) = (now, 1)
        }
        guard count >= Self.fewest else { return nil }
        if let toldAt, !isOver(toldAt, at: now) { return nil }
        defer { (since, count, toldAt) = (nil, 0, now) }
        return .localFaults(fault, count: count)
    }

    /// Whether every attempt needs what this one lacked: sockets, names, the way out.
    ///
    /// A file that cannot be written or an error of the program may concern one delivery alone.
    static func concernsAll(_ code: FaultCode) -> Bool {
        switch code {
        case .resourcesExhausted, .resolverFailed, .proxyFailed: true
        default: false
        }
    }

    /// A clock that was put back makes every time over.
    private func isOver(_ moment: Timestamp, at now: Timestamp) -> Bool {
        now < moment || now - moment >= Self.interval
    }
}
